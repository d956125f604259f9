module github.com/go-ecom/ecom

go 1.26

module github.com/go-ecom/ecom/examples

go 1.26

require github.com/go-ecom/ecom v0.1.0

replace github.com/go-ecom/ecom => ../

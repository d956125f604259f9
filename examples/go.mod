module github.com/go-ecom/ecom/examples

go 1.26

require (
	github.com/go-ecom/ecom v0.1.0
	github.com/shopspring/decimal v1.4.0
)

require github.com/google/uuid v1.6.0 // indirect

replace github.com/go-ecom/ecom => ../

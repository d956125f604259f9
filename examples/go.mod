module github.com/go-ecom/ecom/examples

go 1.26.0

require (
	github.com/go-ecom/ecom v0.1.0
	github.com/go-ecom/ecom/store/pgstore v0.1.0
	github.com/go-ecom/ecom/store/sqlitestore v0.1.0
	github.com/shopspring/decimal v1.4.0
	go.etcd.io/bbolt v1.4.3
)

require (
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/pgx/v5 v5.12.0 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.41.0 // indirect
	modernc.org/libc v1.79.0 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
	modernc.org/sqlite v1.61.1 // indirect
)

replace (
	github.com/go-ecom/ecom => ../
	github.com/go-ecom/ecom/store/pgstore => ../store/pgstore
	github.com/go-ecom/ecom/store/sqlitestore => ../store/sqlitestore
)

// As in store/sqlitestore.
exclude github.com/google/pprof v0.0.0-20261016150608-1facf8f91b50

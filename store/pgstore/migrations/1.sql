-- SPDX-FileCopyrightText: The ecom authors
-- SPDX-License-Identifier: Apache-2.0

-- What callers name is bytes: compared byte by byte, in no language.

-- Indexes of kinds in sites. The one without a name holds the records.
create table ecom_space (
	num  int   generated always as identity,
	site bytea not null,
	kind bytea not null,
	name bytea not null,
	primary key (site, kind, name) include (num)
);

-- Documents. spaces and keys are the entries that the record has in ecom_key.
create table ecom_record (
	space    int    not null,
	id       bytea  not null,
	revision bigint not null check (revision > 0),
	spaces   int[],
	keys     bytea[],
	doc      bytea  not null,
	primary key (space, id)
);

-- Counts. Pages have room to change hot ones in place.
create table ecom_count (
	space    int    not null,
	id       bytea  not null,
	revision bigint not null check (revision > 0),
	value    bigint not null,
	primary key (space, id)
) with (fillfactor = 50);

-- Index entries. Every search is one range of the primary key.
create table ecom_key (
	space  int     not null,
	key    bytea   not null,
	id     bytea   not null,
	single boolean not null,
	primary key (space, key, id)
);
create unique index ecom_key_single on ecom_key (space, key) where single;

-- The receipts of batches, for those whose answer was lost. A batch that was
-- asked for in vain is refused.
create table ecom_batch (
	id      bytea       primary key,
	at      timestamptz not null default now(),
	refused boolean     not null default false,
	counts  bigint[]
);
create index ecom_batch_at on ecom_batch (at);

-- Sites with a log or with subscriptions.
create table ecom_site (
	num    int     generated always as identity primary key,
	name   bytea   not null unique,
	logged boolean not null default false -- had an event
);

-- The log.
create table ecom_event (
	site     int         not null,
	position bigint      generated always as identity,
	id       bytea       not null,
	key      bytea       not null,
	sequence bigint      not null,
	type     bytea       not null,
	time     timestamptz not null,
	doc      bytea       not null,
	primary key (site, position),
	unique (site, id)
);
create index ecom_event_time on ecom_event (site, time, position);

create table ecom_subscription (
	num   int     generated always as identity primary key,
	site  int     not null,
	name  bytea   not null,
	types bytea[],                         -- null: all
	mixed boolean not null default false,  -- some of what is pending may be of other types
	unique (site, name)
);

-- Events that a subscription has not settled.
create table ecom_delivery (
	sub      int         not null,
	key      bytea       not null,
	position bigint      not null,
	attempt  int         not null default 0,
	lease    bigint,      -- the last one given, while it is not settled
	retry    timestamptz, -- not before
	primary key (sub, key, position)
) with (fillfactor = 70);

-- Ordering keys for which a subscription has deliveries. Whoever adds, claims
-- or settles one holds the lock of its lane.
create table ecom_lane (
	sub    int         not null,
	key    bytea       not null,
	head   bigint      not null, -- position of the first delivery
	leased bigint,               -- position of the delivery that is out
	ready  boolean     not null default true,
	due    timestamptz not null default '-infinity',
	primary key (sub, key)
) with (fillfactor = 70);
create index ecom_lane_ready on ecom_lane (sub, head) where ready;
create index ecom_lane_waiting on ecom_lane (sub, due) where not ready;

create sequence ecom_lease;

-- Events that a subscription has given up.
create table ecom_dead (
	sub      int    not null,
	position bigint not null,
	attempt  int    not null,
	error    bytea  not null,
	primary key (sub, position)
);
create index ecom_dead_position on ecom_dead (position);

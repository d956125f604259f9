-- SPDX-FileCopyrightText: The ecom authors
-- SPDX-License-Identifier: Apache-2.0

-- The functions of a commit. Most of their statements look up single rows by
-- primary keys, so that plans are right whatever the size of tables when they
-- are made. What can't be is an error of class EC with the number of the
-- argument in its detail.

-- ecom_names returns the numbers of indexes and of sites with a log, making
-- those that are new.
create function ecom_names(
	p_site bytea[], p_kind bytea[], p_name bytea[], p_logged bytea[], out spaces int[], out sites int[]
) language plpgsql as $$
begin
	for attempt in 1..2 loop
		select array_agg((select s.num from ecom_space s where s.site = t.site and s.kind = t.kind and s.name = t.name) order by t.n)
			into spaces from unnest(p_site, p_kind, p_name) with ordinality t(site, kind, name, n);
		exit when array_position(spaces, null) is null;
		insert into ecom_space (site, kind, name)
			select distinct t.site, t.kind, t.name from unnest(p_site, p_kind, p_name) t(site, kind, name) order by 1, 2, 3
			on conflict do nothing;
	end loop;
	for attempt in 1..2 loop
		select array_agg((select s.num from ecom_site s where s.name = t.name and s.logged) order by t.n)
			into sites from unnest(p_logged) with ordinality t(name, n);
		exit when array_position(sites, null) is null;
		insert into ecom_site as s (name, logged) select distinct t.name, true from unnest(p_logged) t(name) order by 1
			on conflict (name) do update set logged = true where not s.logged;
	end loop;
end $$;

-- ecom_lock locks what a batch checks, writes and counts, compares it with
-- what the batch expects, changes the counts, and notes the batch.
--
-- b_*: buckets of names. Who makes a record shares its bucket; who relies on
--      there being none has it alone.
-- r_*: records, in one order for all callers.
-- c_*: counts, likewise, with the values between which the change can be made,
--      and their place in the batch, which is the order of the result.
create function ecom_lock(
	p_batch bytea, b_bucket int[], b_alone boolean[],
	r_space int[], r_id bytea[], r_revision bigint[], r_write boolean[],
	c_place int[], c_space int[], c_id bytea[], c_start bigint[], c_low bigint[], c_high bigint[], c_set boolean[], c_value bigint[]
) returns bigint[] language plpgsql as $$
declare
	class  int := 'ecom_record'::regclass::oid::int;
	have   bigint;
	failed int; -- the count that can't change and is the first in the batch
	was    bigint;
	counts bigint[] := array_fill(0::bigint, array[cardinality(c_id)]);
begin
	if current_setting('transaction_isolation') <> 'read committed' then
		raise exception using errcode = 'EC005', message = 'the transaction is not read committed';
	end if;
	for i in 1..cardinality(b_bucket) loop
		if b_alone[i] then
			perform pg_advisory_xact_lock(class, b_bucket[i]);
		else
			perform pg_advisory_xact_lock_shared(class, b_bucket[i]);
		end if;
	end loop;

	for i in 1..cardinality(r_id) loop
		if r_write[i] then
			select r.revision into have from ecom_record r where r.space = r_space[i] and r.id = r_id[i] for update;
		else
			select r.revision into have from ecom_record r where r.space = r_space[i] and r.id = r_id[i] for share;
			if not found then
				select c.revision into have from ecom_count c where c.space = r_space[i] and c.id = r_id[i] for update;
			end if;
		end if;
		if coalesce(have, 0) <> r_revision[i] then
			raise exception using errcode = 'EC001', message = 'conflict', detail = format('%s %s', i, coalesce(have, 0));
		end if;
	end loop;

	for i in 1..cardinality(c_id) loop
		if c_start[i] between c_low[i] and c_high[i] then
			insert into ecom_count as c (space, id, revision, value)
				values (c_space[i], c_id[i], 1, case when c_set[i] then c_value[i] else c_start[i] + c_value[i] end)
				on conflict (space, id) do update
					set revision = c.revision + 1, value = case when c_set[i] then c_value[i] else c.value + c_value[i] end
					where c.value between c_low[i] and c_high[i]
				returning c.value into have;
		else
			update ecom_count c set revision = c.revision + 1, value = case when c_set[i] then c_value[i] else c.value + c_value[i] end
				where c.space = c_space[i] and c.id = c_id[i] and c.value between c_low[i] and c_high[i]
				returning c.value into have;
		end if;
		if found then
			counts[c_place[i]] := have;
		elsif failed is null or c_place[i] < c_place[failed] then
			failed := i;
			select c.value into was from ecom_count c where c.space = c_space[i] and c.id = c_id[i];
			was := coalesce(was, c_start[i]);
		end if;
	end loop;
	if failed is not null then
		raise exception using errcode = 'EC002', message = 'bound', detail = format('%s %s', failed, was);
	end if;

	insert into ecom_batch (id, counts) values (p_batch, counts);
	return counts;
end $$;

-- ecom_write writes what a batch holds, after ecom_lock in the same
-- transaction.
--
-- w_*: records, in one order for all callers; revision 0 deletes. Their
--      entries are those after w_from and up to w_to.
-- k_*: entries.
-- l_*: lists of subscriptions that must not change meanwhile.
-- e_*: events.
create function ecom_write(
	w_space int[], w_id bytea[], w_expect bigint[], w_revision bigint[], w_doc bytea[], w_from int[], w_to int[],
	k_write int[], k_space int[], k_key bytea[], k_single boolean[],
	l_list int[], e_site int[], e_id bytea[], e_key bytea[], e_sequence bigint[], e_type bytea[], e_time timestamptz[], e_doc bytea[]
) returns void language plpgsql as $$
declare
	class int := 'ecom_subscription'::regclass::oid::int;
	old   record;
	x     record;
	n     int;
begin
	for i in 1..cardinality(l_list) loop
		perform pg_advisory_xact_lock_shared(class, l_list[i]);
	end loop;

	-- Entries that go, before any that come: they may be the same keys.
	for i in 1..cardinality(w_id) loop
		continue when w_expect[i] = 0;
		select r.spaces, r.keys into old from ecom_record r where r.space = w_space[i] and r.id = w_id[i];
		for x in
			select * from unnest(old.spaces, old.keys) o(space, key)
			except
			select * from unnest(k_space[w_from[i] + 1:w_to[i]], k_key[w_from[i] + 1:w_to[i]])
		loop
			delete from ecom_key k where k.space = x.space and k.key = x.key and k.id = w_id[i];
		end loop;
	end loop;

	for i in 1..cardinality(w_id) loop
		if w_revision[i] = 0 then
			delete from ecom_record r where r.space = w_space[i] and r.id = w_id[i];
		elsif w_expect[i] > 0 then
			update ecom_record r set revision = w_revision[i], doc = w_doc[i],
				spaces = k_space[w_from[i] + 1:w_to[i]], keys = k_key[w_from[i] + 1:w_to[i]]
				where r.space = w_space[i] and r.id = w_id[i];
		else
			insert into ecom_record (space, id, revision, spaces, keys, doc)
				values (w_space[i], w_id[i], w_revision[i], k_space[w_from[i] + 1:w_to[i]], k_key[w_from[i] + 1:w_to[i]], w_doc[i])
				on conflict do nothing;
			if not found then
				raise exception using errcode = 'EC004', message = 'conflict', detail = i;
			end if;
		end if;
	end loop;

	if cardinality(k_key) > 0 then
		insert into ecom_key (space, key, id, single)
			select k.space, k.key, w_id[k.write], k.single
				from unnest(k_write, k_space, k_key, k_single) k(write, space, key, single) order by 1, 2, 3
			on conflict do nothing;
		get diagnostics n = row_count;
		if n < cardinality(k_key) and true = any(k_single) then
			perform ecom_single(w_id, k_write, k_space, k_key, k_single);
		end if;
	end if;

	if cardinality(e_id) > 0 then
		perform ecom_log(e_site, e_id, e_key, e_sequence, e_type, e_time, e_doc);
	end if;
end $$;

-- ecom_single makes sure that the records have got their unique keys, or tells
-- which one another record has.
create function ecom_single(w_id bytea[], k_write int[], k_space int[], k_key bytea[], k_single boolean[]) returns void
language plpgsql as $$
declare
	owner bytea;
begin
	for i in 1..cardinality(k_key) loop
		continue when not k_single[i];
		loop
			select k.id into owner from ecom_key k where k.space = k_space[i] and k.key = k_key[i] and k.single;
			if not found then -- it was freed just now
				insert into ecom_key (space, key, id, single) values (k_space[i], k_key[i], w_id[k_write[i]], true) on conflict do nothing;
				continue;
			end if;
			exit when owner = w_id[k_write[i]];
			raise exception using errcode = 'EC003', message = 'taken', detail = format('%s %s', i, encode(owner, 'hex'));
		end loop;
	end loop;
end $$;

-- ecom_log appends events to the log, and makes them pending for every
-- subscription that wants them.
create function ecom_log(
	e_site int[], e_id bytea[], e_key bytea[], e_sequence bigint[], e_type bytea[], e_time timestamptz[], e_doc bytea[]
) returns void language plpgsql as $$
begin
	if not exists (select from ecom_subscription s where s.site = any(e_site)) then
		insert into ecom_event (site, id, key, sequence, type, time, doc)
			select t.site, t.id, t.key, t.sequence, t.type, t.time, t.doc
				from unnest(e_site, e_id, e_key, e_sequence, e_type, e_time, e_doc)
					with ordinality t(site, id, key, sequence, type, time, doc, n)
				order by t.n;
		return;
	end if;
	with e as (
		insert into ecom_event (site, id, key, sequence, type, time, doc)
			select t.site, t.id, t.key, t.sequence, t.type, t.time, t.doc
				from unnest(e_site, e_id, e_key, e_sequence, e_type, e_time, e_doc)
					with ordinality t(site, id, key, sequence, type, time, doc, n)
				order by t.n
			returning site, position, key, type
	), d as (
		insert into ecom_delivery (sub, key, position)
			select s.num, e.key, e.position from e
				cross join lateral (
					select s.num from ecom_subscription s
						where s.site = e.site and (s.types is null or e.type = any(s.types)) offset 0) s
			returning sub, key, position
	)
	insert into ecom_lane as l (sub, key, head)
		select d.sub, d.key, min(d.position) from d group by d.sub, d.key order by d.sub, d.key
		on conflict (sub, key) do update set head = l.head where false; -- locks it all the same
end $$;

-- SPDX-FileCopyrightText: The ecom authors
-- SPDX-License-Identifier: Apache-2.0

-- The functions of durable subscriptions.

-- ecom_subscribe makes a subscription, or changes its types. It waits for the
-- commits under way that may not know of it.
create function ecom_subscribe(p_site bytea, p_list int, p_name bytea, p_types bytea[], p_since timestamptz)
returns ecom_subscription
language plpgsql as $$
declare
	sub  ecom_subscription;
	home int;
begin
	perform pg_advisory_xact_lock('ecom_subscription'::regclass::oid::int, p_list);
	insert into ecom_site (name) values (p_site) on conflict do nothing;
	select s.num into home from ecom_site s where s.name = p_site;
	select s.* into sub from ecom_subscription s where s.site = home and s.name = p_name for update;
	if found then
		update ecom_subscription s set types = p_types, mixed = s.mixed or p_types is not null
			where s.num = sub.num and s.types is distinct from p_types returning s.* into sub;
		if not found then
			select s.* into sub from ecom_subscription s where s.site = home and s.name = p_name;
		end if;
		return sub;
	end if;
	insert into ecom_subscription as s (site, name, types) values (home, p_name, p_types) returning s.* into sub;
	if p_since is not null then
		perform pg_advisory_xact_lock_shared('ecom_event'::regclass::oid::int, home);
		with d as (
			insert into ecom_delivery (sub, key, position)
				select sub.num, e.key, e.position from ecom_event e
					where e.site = home and e.time >= p_since and (p_types is null or e.type = any(p_types))
				returning key, position
		)
		insert into ecom_lane (sub, key, head) select sub.num, d.key, min(d.position) from d group by d.key;
	end if;
	return sub;
end $$;

-- ecom_promote schedules a lane, whose lock is held, after its delivery at a
-- position was settled, and removed, or is to be retried.
create function ecom_promote(p_sub int, p_key bytea, p_position bigint, p_settled boolean) returns void
language plpgsql as $$
declare
	lane ecom_lane;
begin
	select l.* into lane from ecom_lane l where l.sub = p_sub and l.key = p_key;
	if p_settled and lane.head = p_position then
		select d.position into lane.head from ecom_delivery d
			where d.sub = p_sub and d.key = p_key and d.position > p_position order by d.position limit 1;
		if not found then
			delete from ecom_lane l where l.sub = p_sub and l.key = p_key;
			return;
		end if;
	end if;
	if lane.leased = p_position or lane.leased is null then
		lane.leased := null;
		select coalesce(d.retry, '-infinity'), d.retry is null into lane.due, lane.ready
			from ecom_delivery d where d.sub = p_sub and d.key = p_key and d.position = lane.head;
	end if;
	update ecom_lane l set head = lane.head, leased = lane.leased, due = lane.due, ready = lane.ready
		where l.sub = p_sub and l.key = p_key;
end $$;

-- ecom_pass settles what is due but of types that the subscription no longer
-- wants.
create function ecom_pass(p_sub ecom_subscription, p_now timestamptz, p_limit int) returns void
language plpgsql as $$
declare
	x      record;
	passed boolean := true;
begin
	while passed loop
		passed := false;
		for x in
			select l.key, l.head from ecom_lane l
				where l.sub = p_sub.num and l.ready and l.due <= p_now order by l.head limit p_limit for update skip locked
		loop
			if exists (
				select from ecom_event e
					where e.site = p_sub.site and e.position = x.head and not e.type = any(p_sub.types))
			then
				delete from ecom_delivery d where d.sub = p_sub.num and d.key = x.key and d.position = x.head;
				perform ecom_promote(p_sub.num, x.key, x.head, true);
				passed := true;
			end if;
		end loop;
	end loop;
end $$;

-- ecom_claim leases due events.
create function ecom_claim(
	p_site bytea, p_list int, p_name bytea, p_types bytea[], p_since timestamptz,
	p_now timestamptz, p_until timestamptz, p_limit int
) returns table (id bytea, key bytea, sequence bigint, type bytea, "time" timestamptz, doc bytea, attempt int, lease bigint)
language plpgsql as $$
declare
	who ecom_subscription;
begin
	select s.* into who from ecom_site h join ecom_subscription s on s.site = h.num where h.name = p_site and s.name = p_name;
	if not found or who.types is distinct from p_types then
		who := ecom_subscribe(p_site, p_list, p_name, p_types, p_since);
	end if;
	update ecom_lane l set ready = true where l.ctid = any(array(
		select w.ctid from ecom_lane w where w.sub = who.num and not w.ready and w.due <= p_now for update skip locked));
	if who.mixed and who.types is not null then
		perform ecom_pass(who, p_now, p_limit);
	end if;
	return query
	with lane as (
		update ecom_lane l set ready = false, leased = l.head, due = p_until where l.ctid = any(array(
			select r.ctid from ecom_lane r
				where r.sub = who.num and r.ready and r.due <= p_now order by r.head limit p_limit for update skip locked))
			returning l.key, l.head
	), delivery as (
		update ecom_delivery d set attempt = d.attempt + 1, lease = nextval('ecom_lease'), retry = null where d.ctid = any(array(
			select h.ctid from lane cross join lateral (
				select p.ctid from ecom_delivery p where p.sub = who.num and p.key = lane.key and p.position = lane.head offset 0) h))
			returning d.position, d.attempt, d.lease
	)
	select e.id, e.key, e.sequence, e.type, e.time, e.doc, d.attempt, d.lease
		from delivery d cross join lateral (
			select * from ecom_event e where e.site = who.site and e.position = d.position offset 0) e
		order by e.position;
end $$;

-- ecom_settle says what became of claimed events.
create function ecom_settle(
	x_site bytea[], x_sub bytea[], x_event bytea[], x_lease bigint[], x_outcome int[], x_retry timestamptz[], x_error bytea[]
) returns void
language plpgsql as $$
declare
	x        record;
	delivery ecom_delivery;
	done     int := 0;
begin
	for x in
		select e.sub, e.key, e.position, t.lease, t.outcome, t.retry, t.error
			from unnest(x_site, x_sub, x_event, x_lease, x_outcome, x_retry, x_error)
				t(site, sub, event, lease, outcome, retry, error)
			cross join lateral (
				select s.num as sub, e.key, e.position
					from ecom_site h
					join ecom_subscription s on s.site = h.num
					join ecom_event e on e.site = h.num
					where h.name = t.site and s.name = t.sub and e.id = t.event offset 0) e
			order by 1, 2
	loop
		perform from ecom_lane l where l.sub = x.sub and l.key = x.key for update;
		select d.* into delivery from ecom_delivery d where d.sub = x.sub and d.key = x.key and d.position = x.position;
		exit when delivery.lease is distinct from x.lease;
		done := done + 1;
		if x.outcome = 1 then
			update ecom_delivery d set lease = null, retry = x.retry where d.sub = x.sub and d.key = x.key and d.position = x.position;
			perform ecom_promote(x.sub, x.key, x.position, false);
			continue;
		end if;
		if x.outcome = 2 then
			insert into ecom_dead (sub, position, attempt, error) values (x.sub, x.position, delivery.attempt, x.error);
		end if;
		delete from ecom_delivery d where d.sub = x.sub and d.key = x.key and d.position = x.position;
		perform ecom_promote(x.sub, x.key, x.position, true);
	end loop;
	if done <> cardinality(x_event) then
		raise exception using errcode = 'EC006', message = 'a lease is over';
	end if;
end $$;

-- ecom_requeue makes dead events due again.
create function ecom_requeue(p_site bytea, p_name bytea, p_events bytea[]) returns void
language plpgsql as $$
declare
	x record;
begin
	for x in
		select t.id, e.sub, e.key, e.position from unnest(p_events) t(id)
			left join lateral (
				select s.num as sub, e.key, e.position
					from ecom_site h
					join ecom_subscription s on s.site = h.num
					join ecom_event e on e.site = h.num
					where h.name = p_site and s.name = p_name and e.id = t.id offset 0) e on true
			order by 2, 3, 4
	loop
		delete from ecom_dead d where d.sub = x.sub and d.position = x.position;
		if not found then
			raise exception using errcode = 'EC007', message = 'not dead', detail = encode(x.id, 'hex');
		end if;
		insert into ecom_delivery (sub, key, position) values (x.sub, x.key, x.position);
		insert into ecom_lane as l (sub, key, head) values (x.sub, x.key, x.position)
			on conflict (sub, key) do update set head = least(l.head, excluded.head),
				due = case when l.leased is null and excluded.head < l.head then '-infinity' else l.due end,
				ready = l.leased is null and excluded.head < l.head or l.ready;
	end loop;
end $$;

-- ecom_rewind makes settled events due again, and returns whether there was
-- the event to begin with.
create function ecom_rewind(p_site bytea, p_name bytea, p_since timestamptz, p_event bytea) returns boolean
language plpgsql as $$
declare
	who   ecom_subscription;
	first bigint := 0;
begin
	select s.* into who from ecom_site h join ecom_subscription s on s.site = h.num where h.name = p_site and s.name = p_name;
	if not found then
		return false;
	end if;
	perform pg_advisory_xact_lock_shared('ecom_event'::regclass::oid::int, who.site);
	if p_event is not null then
		select e.position into first from ecom_event e where e.site = who.site and e.id = p_event;
		if not found then
			return false;
		end if;
	end if;
	perform from ecom_lane l where l.sub = who.num order by l.key for update;
	update ecom_delivery d set lease = null where d.sub = who.num and d.lease is not null;
	insert into ecom_delivery (sub, key, position)
		select who.num, e.key, e.position from ecom_event e
			where e.site = who.site and e.position >= first and e.time >= p_since
				and (who.types is null or e.type = any(who.types))
				and not exists (select from ecom_dead d where d.sub = who.num and d.position = e.position)
			order by 2, 3
		on conflict (sub, key, position) do update set attempt = 0, retry = null;
	insert into ecom_lane as l (sub, key, head, due, ready)
		select distinct on (d.key) who.num, d.key, d.position, coalesce(d.retry, '-infinity'), d.retry is null
			from ecom_delivery d where d.sub = who.num order by d.key, d.position
		on conflict (sub, key) do update set head = excluded.head, leased = null, due = excluded.due, ready = excluded.ready;
	return true;
end $$;

-- ecom_unsubscribe forgets a subscription.
create function ecom_unsubscribe(p_site bytea, p_list int, p_name bytea) returns void
language plpgsql as $$
declare
	who int;
begin
	perform pg_advisory_xact_lock('ecom_subscription'::regclass::oid::int, p_list);
	delete from ecom_subscription s using ecom_site h
		where h.name = p_site and s.site = h.num and s.name = p_name returning s.num into who;
	delete from ecom_lane l where l.sub = who;
	delete from ecom_delivery d where d.sub = who;
	delete from ecom_dead d where d.sub = who;
end $$;

-- ecom_trim looks at the next events before a moment, those behind a time and
-- position, and removes what is neither pending nor dead for anybody. It
-- returns how many it removed and how far it came.
create function ecom_trim(
	p_site bytea, p_before timestamptz, p_limit int, inout p_time timestamptz, inout p_position bigint,
	out removed int, out seen int
)
language plpgsql as $$
declare
	home int;
	x    record;
begin
	removed := 0;
	seen := 0;
	select s.num into home from ecom_site s where s.name = p_site;
	perform pg_advisory_xact_lock('ecom_event'::regclass::oid::int, home);
	for x in
		select e.position, e.key, e.time from ecom_event e
			where e.site = home and e.time < p_before and (e.time, e.position) > (p_time, p_position)
			order by e.time, e.position limit p_limit
	loop
		seen := seen + 1;
		p_time := x.time;
		p_position := x.position;
		continue when exists (
			select from ecom_subscription s where s.site = home and (
				exists (select from ecom_delivery d where d.sub = s.num and d.key = x.key and d.position = x.position)
				or exists (select from ecom_dead d where d.sub = s.num and d.position = x.position)));
		delete from ecom_event e where e.site = home and e.position = x.position;
		removed := removed + 1;
	end loop;
end $$;

-- The tables of a part, one view each; texts are casefolded through `folds`.
create view part_offers as
select said.*, folds.folded as category_folded
from offer_facts as said
join folds on folds.text = said.category;

create view part_plans as
select * from plan_facts;

create view part_subscriptions as
select subscription, subscription_id from subscription_keys;

create view part_accounts as
select keys.account, keys.account_id
from account_keys as keys
where keys.account in (select account from usage_facts union select account from customer_keys);

create view part_customers as
select
    said.*, states.folded as state_folded, countries.folded as country_folded, languages.folded as language_folded,
    types.folded as customer_type_folded
from customer_facts as said
left join folds as states on states.text = said.state
left join folds as countries on countries.text = said.country
left join folds as languages on languages.text = said.language
left join folds as types on types.text = said.customer_type;

create view part_people as
select
    said.*, companies.folded as company_name_folded, firsts.folded as first_name_folded,
    lasts.folded as last_name_folded, emails.folded as email_folded, lines.folded as address_line1_folded,
    cities.folded as city_folded, postal_codes.folded as postal_code_folded
from customer_facts as said
left join folds as companies on companies.text = said.company_name
left join folds as firsts on firsts.text = said.first_name
left join folds as lasts on lasts.text = said.last_name
left join folds as emails on emails.text = said.email
left join folds as lines on lines.text = said.address_line1
left join folds as cities on cities.text = said.city
left join folds as postal_codes on postal_codes.text = said.postal_code
where coalesce(
    said.company_name, said.first_name, said.last_name, said.email, said.address_line1, said.city, said.postal_code
) is not null;

create view part_orders as
select * from order_facts;

create view part_usage as
select
    said.used_on, said.customer, said.account, said.offer, said.plan, said.subscription,
    channels.text as sales_channel, types.text as billing_type, currencies.text as currency, said.raw_hours,
    said.normalized_hours, said.revenue, said.is_trial, refs.reference_id, said.sales_channel as channel,
    said.billing_type as type, said.currency as money
from usage_facts as said
left join words as channels on channels.word = said.sales_channel
left join words as types on types.word = said.billing_type
left join words as currencies on currencies.word = said.currency
left join reference_keys as refs on refs.reference = said.reference;

create view part_acquisitions as
select * from acquisitions;

create view part_account_days as
select * from account_days;

create view part_customer_months as
select said.*, channels.text as sales_channel
from customer_months as said
left join words as channels on channels.word = said.channel;

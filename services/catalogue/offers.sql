-- Every offer of the part.
SELECT offer, offer_id, name, offer_type, category, product_url FROM offers ORDER BY offer

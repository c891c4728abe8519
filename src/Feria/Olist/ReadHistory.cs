namespace Feria.Olist;

/// <summary>Reads file after file; a row that names what is not there is rejected with its reason.</summary>
sealed class ReadHistory(History history, Files files, Tally tally, DateTime now)
{
    readonly Dictionary<string, Customer> customers = [];
    readonly Dictionary<string, (long Row, List<Item> Items)> items = [];
    readonly Dictionary<string, List<Paid>> payments = [];
    readonly HashSet<string> taken = [];
    readonly HashSet<string> orderIds = [];

    // Orders of which a row of items or payments is refused, and which.
    readonly Dictionary<string, string> incomplete = [];

    public void ReadGoods()
    {
        Read(files.Sellers, History.Sellers, "seller_id", history.SellersById,
            (row, id) => new Seller(id, Shorter.Of(row["seller_city"], 80)));
        foreach (var row in files.Categories.Rows(tally))
        {
            var (name, english) = (row["product_category_name"], row["product_category_name_english"]);
            if (name is not { Length: > 0 and <= 100 } || english.Length > 100)
                Reject(History.Categories, row, name, "name_malformed", "a name has 1 to 100 characters");
            else if (!history.Shelves.TryAdd(name, new(name, english == "" ? name : english)))
                Reject(History.Categories, row, name, "duplicate_id", "the category stands twice");
        }

        Read(files.Products, History.Products, "product_id", history.Wares, WareOf);
    }

    Ware WareOf(Row row, string id)
    {
        var shelf = row["product_category_name"];
        if (shelf.Length > 100) shelf = "";
        // A category without a translation keeps its own name.
        if (shelf != "" && history.Shelves.TryAdd(shelf, new(shelf, shelf))) tally.Adjust("category_untranslated");
        if (shelf == "") tally.Adjust("product_without_category");
        var measures = Measure.All
            .Select(measure => (measure.Code, Value: row.Amount(measure.Column)))
            .Where(one => one.Value is > 0 and < 1_000_000_000)
            .ToDictionary(one => one.Code, one => one.Value!.Value);
        return new(id, shelf == "" ? null : shelf, measures);
    }

    public void ReadOrders()
    {
        Read(files.Customers, History.Customers, "customer_id", customers, (row, id) => new Customer(
            id, row.Id("customer_unique_id") ?? id, Shorter.Of(row["customer_zip_code_prefix"], 20),
            Shorter.Of(row["customer_city"], 80), Shorter.Of(row["customer_state"], 80)));
        var orders = new Dictionary<string, Row>();
        Read(files.Orders, History.Orders, "order_id", orders, (row, _) => row);
        orderIds.UnionWith(orders.Keys);
        var placed = orders.ToDictionary(
            order => order.Key,
            order => order.Value.TryInstant("order_purchase_timestamp", now, out var at) ? at : null);
        foreach (var row in files.Items.Rows(tally)) ReadItem(row, placed);
        foreach (var row in files.Payments.Rows(tally)) ReadPayment(row);
        foreach (var (id, row) in orders) ReadOrder(id, row);
        foreach (var customer in customers.Values) tally.Reject(
            History.Customers, 0, customer.Id, "order_refused", "no order of this customer was taken in");
    }

    void ReadItem(Row row, Dictionary<string, DateTime?> placed)
    {
        var order = row["order_id"];
        var (ware, seller) = (row["product_id"], row["seller_id"]);
        var (price, freight) = (row.Reais("price"), row.Reais("freight_value"));
        var (reason, detail) = 0 switch
        {
            _ when !placed.ContainsKey(order) => ("order_unknown", "no such order"),
            _ when !history.Wares.ContainsKey(ware) => ("product_unknown", $"no such product: {Shorter.Of(ware, 64)}"),
            _ when !history.SellersById.ContainsKey(seller) =>
                ("seller_unknown", $"no such seller: {Shorter.Of(seller, 64)}"),
            _ when row.Amount("price") < 0 => ("price_negative", Shorter.Of(row["price"], 40)),
            _ when price is null => ("price_malformed", Shorter.Of(row["price"], 40)),
            _ when freight is null => ("freight_malformed", Shorter.Of(row["freight_value"], 40)),
            _ => ("", ""),
        };
        if (reason != "")
        {
            Reject(History.Items, row, order, reason, detail);
            incomplete.TryAdd(order, $"item of row {row.Number}: {reason}");
            return;
        }

        if (!items.TryGetValue(order, out var known)) items[order] = known = (row.Number, []);
        known.Items.Add(new(row.Number, ware, seller, price!.Value, freight!.Value));
        var at = placed[order] ?? DateTime.UnixEpoch;
        var last = history.Offers.GetValueOrDefault((ware, seller), (DateTime.MinValue, 0));
        if (at >= last.At) history.Offers[(ware, seller)] = (at, price.Value);
    }

    void ReadPayment(Row row)
    {
        var order = row["order_id"];
        var amount = row.Reais("payment_value");
        if (!orderIds.Contains(order)) Reject(History.Payments, row, order, "order_unknown", "no such order");
        else if (amount is null)
        {
            Reject(History.Payments, row, order, "amount_malformed", Shorter.Of(row["payment_value"], 40));
            incomplete.TryAdd(order, $"payment of row {row.Number}: amount_malformed");
        }
        else
        {
            if (!payments.TryGetValue(order, out var known)) payments[order] = known = [];
            known.Add(new(row.Number, Shorter.Of(row["payment_type"], 40), amount.Value));
        }
    }

    void ReadOrder(string id, Row row)
    {
        var mine = items.TryGetValue(id, out var found) ? found.Items : [];
        var money = payments.GetValueOrDefault(id, []);
        var customer = customers.GetValueOrDefault(row["customer_id"]);
        var dated = row.TryInstant("order_purchase_timestamp", now, out var placed)
            & row.TryInstant("order_approved_at", now, out var approved)
            & row.TryInstant("order_delivered_carrier_date", now, out var sent)
            & row.TryInstant("order_delivered_customer_date", now, out var arrived);
        var sale = customer is null || placed is null ? null : new Sale(
            row.Number, id, customer, row["order_status"], placed.Value, approved, sent, arrived, mine, money);
        if ((sale is null, dated) switch
            {
                (_, false) => ("date_malformed", "no instant of the past as yyyy-MM-dd HH:mm:ss"),
                (true, _) when customer is null => ("customer_unknown", "no such customer, or he has another order"),
                (true, _) => ("date_missing", "nothing says when it was placed"),
                _ => Course.Refuse(sale!, incomplete.GetValueOrDefault(id)),
            } is (var reason, var detail))
        {
            Reject(History.Orders, row, id, reason, detail);
            foreach (var item in mine) With(History.Items, item.Row, id, reason);
            foreach (var payment in money) With(History.Payments, payment.Row, id, reason);
            return;
        }

        customers.Remove(sale!.Customer.Id);
        taken.Add(id);
        history.Sales.Add(sale);
    }

    void With(string file, long row, string order, string reason) =>
        tally.Reject(file, row, order, "order_refused", $"its order was refused: {reason}");

    public void ReadReviews()
    {
        var seen = new HashSet<(string, string)>();
        foreach (var row in files.Reviews.Rows(tally))
        {
            var (id, order) = (row["review_id"], row["order_id"]);
            var dated = row.TryInstant("review_creation_date", now, out var said);
            var (title, body) = (row["review_comment_title"], row["review_comment_message"]);
            var rating = row.Amount("review_score");
            var (reason, detail) = 0 switch
            {
                _ when row.Id("review_id") is null => ("id_malformed", "1 to 64 lower-case letters and digits"),
                _ when !orderIds.Contains(order) => ("order_unknown", "no such order"),
                _ when !taken.Contains(order) => ("order_refused", "its order was refused"),
                _ when rating is not (1 or 2 or 3 or 4 or 5) =>
                    ("rating_malformed", Shorter.Of(row["review_score"], 40)),
                _ when !dated => ("date_malformed", Shorter.Of(row["review_creation_date"], 40)),
                _ when title.Length > 200 || body.Length > 5000 =>
                    ("text_too_long", "a title has at most 200 characters, a text 5000"),
                _ when !seen.Add((id, order)) => ("duplicate_id", "the review of this order stands twice"),
                _ => ("", ""),
            };
            if (reason != "") Reject(History.Reviews, row, id, reason, detail);
            else history.Opinions.Add(new(row.Number, id, order, (int)rating!.Value, title, body, said));
        }
    }

    void Read<T>(Sheet sheet, string file, string column, Dictionary<string, T> into, Func<Row, string, T> make)
    {
        foreach (var row in sheet.Rows(tally))
            if (row.Id(column) is not { } id)
                Reject(file, row, row[column], "id_malformed", "1 to 64 lower-case letters and digits");
            else if (into.ContainsKey(id)) Reject(file, row, id, "duplicate_id", "the id stands twice");
            else into.Add(id, make(row, id));
    }

    void Reject(string file, Row row, string id, string reason, string detail) =>
        tally.Reject(file, row.Number, Shorter.Of(id, 64), reason, detail);

}

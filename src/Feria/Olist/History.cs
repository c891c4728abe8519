namespace Feria.Olist;

/// <summary>The whole history as its files tell it, with what does not fit together left out and told.</summary>
sealed class History
{
    public const string Sellers = "sellers", Categories = "categories", Products = "products",
        Customers = "customers", Orders = "orders", Items = "items", Payments = "payments", Reviews = "reviews";

    public Dictionary<string, Seller> SellersById { get; } = [];
    public Dictionary<string, Shelf> Shelves { get; } = [];
    public Dictionary<string, Ware> Wares { get; } = [];

    /// <summary>What may be taken in, oldest first.</summary>
    public List<Sale> Sales { get; } = [];

    public List<Opinion> Opinions { get; } = [];

    /// <summary>What each seller asked last for what he sold, of whatever order.</summary>
    public Dictionary<(string Ware, string Seller), (DateTime At, long PriceMinor)> Offers { get; } = [];

    public static (History? History, Refusal? Refusal) Read(
        string folder, DateTime now, Tally tally, Action<double> tell)
    {
        var (files, refusal) = Files.Open(folder);
        if (files is null) return (null, refusal);
        var history = new History();
        var reader = new ReadHistory(history, files, tally, now);
        reader.ReadGoods();
        tell(.2);
        reader.ReadOrders();
        tell(.9);
        reader.ReadReviews();
        history.Sales.Sort((one, other) =>
            (one.Placed, one.Id).CompareTo((other.Placed, other.Id)));
        return (history, null);
    }

    /// <summary>Leaves out orders of goods that the catalogue refused, with all that belongs to them.</summary>
    public void Keep(IReadOnlySet<(string Ware, string Seller)> sold, Tally tally)
    {
        var gone = Sales.Where(sale => sale.Items.Any(item => !sold.Contains((item.Ware, item.Seller))))
            .ToDictionary(sale => sale.Id);
        foreach (var (id, sale) in gone)
        {
            void With(string file, long row) =>
                tally.Reject(file, row, id, "order_refused", "its order was refused: offer_missing");
            tally.Reject(Orders, sale.Row, id, "offer_missing", "the catalogue refused what was bought");
            With(Customers, 0);
            foreach (var item in sale.Items) With(Items, item.Row);
            foreach (var payment in sale.Payments) With(Payments, payment.Row);
        }

        foreach (var opinion in Opinions.Where(one => gone.ContainsKey(one.Order)))
            tally.Reject(Reviews, opinion.Row, opinion.Id, "order_refused", "its order was refused: offer_missing");
        Opinions.RemoveAll(one => gone.ContainsKey(one.Order));
        Sales.RemoveAll(sale => gone.ContainsKey(sale.Id));
    }
}

/// <summary>The files of the history, each with the columns that are read.</summary>
sealed record Files(
    Sheet Sellers, Sheet Categories, Sheet Products, Sheet Customers, Sheet Orders, Sheet Items, Sheet Payments,
    Sheet Reviews)
{
    public static (Files? Files, Refusal? Refusal) Open(string folder)
    {
        Refusal? refusal = null;
        Sheet Take(string name, string file, params string[] columns)
        {
            var (sheet, missing) = Sheet.Open(folder, name, file, columns);
            refusal ??= missing;
            return sheet!;
        }

        var files = new Files(
            Take(History.Sellers, "olist_sellers_dataset.csv", "seller_id", "seller_city"),
            Take(History.Categories, "product_category_name_translation.csv", "product_category_name",
                "product_category_name_english"),
            Take(History.Products, "olist_products_dataset.csv",
                ["product_id", "product_category_name", .. Measure.All.Select(measure => measure.Column)]),
            Take(History.Customers, "olist_customers_dataset.csv", "customer_id", "customer_unique_id",
                "customer_zip_code_prefix", "customer_city", "customer_state"),
            Take(History.Orders, "olist_orders_dataset.csv", "order_id", "customer_id", "order_status",
                "order_purchase_timestamp", "order_approved_at", "order_delivered_carrier_date",
                "order_delivered_customer_date"),
            Take(History.Items, "olist_order_items_dataset.csv", "order_id", "product_id", "seller_id", "price",
                "freight_value"),
            Take(History.Payments, "olist_order_payments_dataset.csv", "order_id", "payment_type", "payment_value"),
            Take(History.Reviews, "olist_order_reviews_dataset.csv", "review_id", "order_id", "review_score",
                "review_comment_title", "review_comment_message", "review_creation_date"));
        return refusal is null ? (files, null) : (null, refusal);
    }
}

/// <summary>A product's measure and the attribute it becomes.</summary>
sealed record Measure(string Column, string Code, string Name, string Spanish, string Portuguese, string Unit)
{
    public static readonly IReadOnlyList<Measure> All =
    [
        new("product_weight_g", "weight", "Weight", "Peso", "Peso", "g"),
        new("product_length_cm", "length", "Length", "Largo", "Comprimento", "cm"),
        new("product_height_cm", "height", "Height", "Alto", "Altura", "cm"),
        new("product_width_cm", "width", "Width", "Ancho", "Largura", "cm"),
    ];
}

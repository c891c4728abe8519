using System.Globalization;

namespace Feria.Olist.Tests;

/// <summary>
/// A made-up history in the shape of Olist's files: thirty-six whole orders, a row of every kind of broken.
/// </summary>
static class Cut
{
    public const int Whole = 36;

    public static string Id(string kind, int number) => $"{kind}{number:00}".PadRight(32, '0');

    /// <summary>Writes the eight files.</summary>
    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, lines) in Files())
            await File.WriteAllLinesAsync(Path.Combine(folder, name), lines);
    }

    static IEnumerable<(string Name, IEnumerable<string> Lines)> Files()
    {
        yield return ("olist_sellers_dataset.csv", [
            "seller_id,seller_zip_code_prefix,seller_city,seller_state",
            .. Enumerable.Range(1, 5).Select(n => $"{Id("a", n)},13023,campinas,SP"),
            "Not An Id,13023,campinas,SP", $"{Id("a", 1)},13023,campinas,SP"]);
        yield return ("product_category_name_translation.csv", [
            "product_category_name,product_category_name_english", "beleza_saude,health_beauty", "artes,art"]);
        yield return ("olist_products_dataset.csv", [
            "product_id,product_category_name,product_name_lenght,product_weight_g,product_length_cm,"
                + "product_height_cm,product_width_cm",
            .. Enumerable.Range(1, 8).Select(n => $"{Id("b", n)},beleza_saude,40,{n}25,16,10,14"),
            $"{Id("b", 9)},,,,,,", $"{Id("b", 10)},pc_gamer,40,1,1,1,1"]);
        yield return ("olist_customers_dataset.csv", [
            "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
            .. Enumerable.Range(1, 60).Select(n => $"{Id("c", n)},{Id("d", n % 20)},01151,sao paulo,SP")]);
        yield return ("olist_orders_dataset.csv", [
            "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
                + "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date",
            .. Enumerable.Range(1, Whole).Select(Order), .. Broken.Select(one => one.Order).Where(row => row != "")]);
        yield return ("olist_order_items_dataset.csv", [
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            .. Enumerable.Range(1, Whole).SelectMany(Items), .. Broken.SelectMany(one => one.Items)]);
        yield return ("olist_order_payments_dataset.csv", [
            "order_id,payment_sequential,payment_type,payment_installments,payment_value",
            .. Enumerable.Range(1, Whole).SelectMany(Payments), .. Broken.SelectMany(one => one.Payments)]);
        yield return ("olist_order_reviews_dataset.csv", [
            "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
                + "review_answer_timestamp",
            .. Enumerable.Range(1, 30).Select(n =>
                $"{Id("f", n)},{Id("e", n)},{n % 5 + 1},,\"Muito bom,\nrecomendo \"\"{n}\"\"\",2018-02-{n % 28 + 1:00} "
                    + "00:00:00,"),
            $"{Id("f", 1)},{Id("e", 31)},5,,,,",
            $"{Id("f", 1)},{Id("e", 1)},5,,twice,2018-02-01 00:00:00,",
            $"{Id("f", 40)},{Id("e", 99)},5,,no order,2018-02-01 00:00:00,",
            $"{Id("f", 41)},{Id("e", 51)},5,,order refused,2018-02-01 00:00:00,",
            $"{Id("f", 42)},{Id("e", 2)},9,,rating,2018-02-01 00:00:00,",
            $"{Id("f", 43)},{Id("e", 3)},5,,date,01/02/2018,",
            $"{Id("f", 44)},{Id("e", 3)},5"]);
    }

    // 1–24 delivered, then two of each other status; every third order is of two stores.
    static string StatusOf(int n) => n <= 24 ? "delivered" : (string)(((n - 25) / 2) switch
    {
        0 => "shipped", 1 => "canceled", 2 => "unavailable", 3 => "invoiced", 4 => "processing", _ => "created",
    });

    static string Order(int n)
    {
        var (status, day) = (StatusOf(n), $"2018-01-{n % 28 + 1:00}");
        // 27 was cancelled before it was paid, 28 after it came; 5 was sent before it was approved.
        var approved = status == "created" || n == 27 ? "" : $"{day} 11:00:00";
        var sent = status is "shipped" or "delivered" || n == 28 ? n == 5 ? $"{day} 10:30:00" : $"{day} 15:00:00" : "";
        var arrived = status == "delivered" || n == 28 ? $"2018-02-{n % 28 + 1:00} 09:30:00" : "";
        return $"{Id("e", n)},{Id("c", n)},{status},{day} 10:00:00,{approved},{sent},{arrived},2018-03-01 00:00:00";
    }

    static IEnumerable<string> Items(int n)
    {
        yield return Item(n, 1, n % 8 + 1, n % 4 + 1, "58.90");
        yield return Item(n, 2, n % 8 + 1, n % 4 + 1, "58.90");
        if (n % 3 == 0) yield return Item(n, 3, 9, 5, "9.90");
    }

    static string Item(int order, int number, int product, int seller, string price) =>
        $"{Id("e", order)},{number},{Id("b", product)},{Id("a", seller)},2018-01-30 00:00:00,{price},1.05";

    static decimal Total(int n) => 2 * (58.90m + 1.05m) + (n % 3 == 0 ? 9.90m + 1.05m : 0);

    // 1 is a cent short, 2 has interest, 4 a voucher beside its card, 6 is a boleto.
    static IEnumerable<string> Payments(int n) => n switch
    {
        1 => [Payment(n, "credit_card", Total(n) - .01m)],
        2 => [Payment(n, "credit_card", Total(n) + 12.34m)],
        4 => [Payment(n, "voucher", 20m), Payment(n, "credit_card", Total(n) - 20m)],
        6 => [Payment(n, "boleto", Total(n))],
        _ => [Payment(n, "credit_card", Total(n))],
    };

    static string Payment(int order, string kind, decimal amount) => string.Create(
        CultureInfo.InvariantCulture, $"{Id("e", order)},1,{kind},1,{amount:0.00}");

    static string Placed(int n, string status = "delivered", string at = "2018-01-05 10:00:00", int? customer = null) =>
        $"{Id("e", n)},{Id("c", customer ?? n)},{status},{at},2018-01-05 11:00:00,2018-01-06 11:00:00,"
        + "2018-01-09 11:00:00,2018-03-01 00:00:00";

    static readonly IReadOnlyList<(string Order, string[] Items, string[] Payments)> Broken =
    [
        // 51: no items. 52: paid too little. 53: not paid at all. 54: an unknown product. 55: a negative price.
        (Placed(51), [], [Payment(51, "boleto", 5m)]),
        (Placed(52), [Item(52, 1, 1, 1, "50.00")], [Payment(52, "boleto", 40m)]),
        (Placed(53), [Item(53, 1, 1, 1, "50.00")], []),
        (Placed(54), [Item(54, 1, 77, 1, "50.00"), Item(54, 2, 1, 1, "58.90")], [Payment(54, "boleto", 110m)]),
        (Placed(55), [Item(55, 1, 1, 1, "-5.00")], [Payment(55, "boleto", 1m)]),
        // 56: no date. 57: a date to come. 58: no customer. 59: an unknown status. 60: an unknown seller.
        (Placed(56, at: "yesterday"), [Item(56, 1, 1, 1, "50.00")], [Payment(56, "boleto", 51.05m)]),
        (Placed(57, at: "2218-01-05 10:00:00"), [Item(57, 1, 1, 1, "50.00")], [Payment(57, "boleto", 51.05m)]),
        (Placed(58, customer: 98), [Item(58, 1, 1, 1, "50.00")], [Payment(58, "boleto", 51.05m)]),
        (Placed(59, "lost"), [Item(59, 1, 1, 1, "50.00")], [Payment(59, "boleto", 51.05m)]),
        (Placed(60), [Item(60, 1, 1, 66, "50.00")], [Payment(60, "boleto", 51.05m)]),
        // An item and a payment without an order; an amount that is none.
        ("", [Item(99, 1, 1, 1, "50.00")], [Payment(99, "boleto", 51.05m)]),
        (Placed(50), [Item(50, 1, 1, 1, "50.00")], [Payment(50, "boleto", 0m).Replace("0.00", "a lot")]),
    ];
}

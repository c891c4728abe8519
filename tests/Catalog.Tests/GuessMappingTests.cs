namespace Feria.Catalog.Tests;

public sealed class GuessMappingTests
{
    static Mapping Of(string header) => GuessMapping.Of(header.Split(','));

    [Fact]
    public void Prices_name_their_currency_in_the_header()
    {
        var mapping = Of(
            "asin,name,main_category,sub_category,other_sub_categories,price_inr,list_price_inr,rating,image_url");

        Assert.Equal(("asin", "price_inr", "list_price_inr", "INR"),
            (mapping.Id, mapping.Price, mapping.ListPrice, mapping.Currency));
        Assert.Equal(["name"], mapping.Title);
        Assert.Equal(["main_category", "sub_category"], mapping.Category);
        Assert.Equal(("other_sub_categories", "image_url"), (mapping.MoreCategories, mapping.Pictures.Single()));
    }

    [Fact]
    public void A_sale_price_is_the_price_and_a_market_price_is_compared_with()
    {
        var mapping = Of("id,name,category,sub_category,type,brand,sale_price_inr,market_price_inr,description");

        Assert.Equal(("sale_price_inr", "market_price_inr", "brand", "description"),
            (mapping.Price, mapping.ListPrice, mapping.Brand, mapping.Description));
        Assert.Equal(["category", "sub_category", "type"], mapping.Category);
    }

    [Fact]
    public void Columns_with_a_unit_become_number_attributes()
    {
        var mapping = Of("item_id,name,price_sar,old_price,sellable_online,short_description,designer,depth_cm");

        Assert.Equal(("old_price", "sellable_online"), (mapping.ListPrice, mapping.Published));
        Assert.Equal(
            [new("designer", "designer", "Designer"), new("depth_cm", "depth", "Depth", "number", "cm")],
            mapping.Attributes);
    }

    [Fact]
    public void Names_are_known_whatever_their_case_and_spaces()
    {
        var mapping = Of("Product ID,Product Name,Price,Stock Quantity,SKU");
        Assert.Equal(("Product ID", "Price", "Stock Quantity", "SKU", null),
            (mapping.Id, mapping.Price, mapping.Stock, mapping.Sku, mapping.Currency));
    }

    [Fact]
    public void A_word_that_is_no_currency_is_none() => Assert.Null(Of("id,name,price_old").Price);
}

using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog;

public sealed class CatalogModule : IModule
{
    public string Name => "catalog";

    public IReadOnlyList<Claim> Claims => Catalog.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<HandMade, ChangedByHand>();
        services.AddNews<ProductPut>();
        services.AddNews<OfferPriced>();
        services.AddNews<CategoriesChanged>();
        services.AddSingleton<IFindable, FindProducts>();
        services.AddSingleton<IFindable, FindCategories>();
        services.AddSingleton<RankedOffers>();
        services.AddSingleton<IOfferBook, OfferBook>();
        services.AddSingleton<IProductBook, ProductBook>();
        services.AddSingleton<ICategoryBook, CategoryBook>();
        services.AddSettings(CatalogSettings.All);
        services.AddSingleton<ChangeDesk>();
        services.AddSingleton<ListingDoors>();
        services.AddSingleton<IModerated, ModeratedProducts>();
        services.AddSingleton<IModerated, ListingChanges>();
        services.AddSingleton<IListingChanges, ListingChanges>();
        services.AddIntake<TakeProducts>();
        services.AddIntake<TakePrices>();
        services.AddSingleton<TurnPrices>();
        services.AddSingleton<Job>(provider => provider.GetRequiredService<TurnPrices>());
        services.AddJob<SweepPrices>();
        services.AddSingleton<CheckSheet>();
        services.AddSingleton<SheetWriter>();
        services.AddSingleton<ApplySheet>();
        services.AddJob<WorkSheet>();
        services.AddJob<SweepSheets>();
        services.AddSingleton<ImportProducts>();
        services.AddSingleton<ImportCategories>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        ListCategories.Map(api);
        GetCategory.Map(api);
        ListTree.Map(api);
        GetCategoryFile.Map(api);
        AddCategory.Map(api);
        PutCategory.Map(api);
        MoveCategory.Map(api);
        MergeCategories.Map(api);
        DeleteCategory.Map(api);
        PutCategoryAttributes.Map(api);
        ListCategoryAttributes.Map(api);
        GetProduct.Map(api);
        ListMyListings.Map(api);
        GetMyListing.Map(api);
        GetMyStanding.Map(api);
        PutMyListing.Map(api);
        PauseMyListing.Map(api);
        ResumeMyListing.Map(api);
        RemoveMyListing.Map(api);
        ListListingChanges.Map(api);
        WithdrawListingChange.Map(api);
        PutMyOffer.Map(api);
        PutMyPrices.Map(api);
        ExportListings.Map(api);
        AddSheet.Map(api);
        EditListings.Map(api);
        ListSheets.Map(api);
        GetSheet.Map(api);
        ListSheetRows.Map(api);
        ExportSheetRows.Map(api);
        MapSheet.Map(api);
        MoveSheet.Map(api);
        SchedulePrices.Map(api);
        ListScheduledPrices.Map(api);
        EndScheduledPrice.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints { get; } = new Dictionary<string, Refusal>
    {
        // Two at once gave one code of a store to two products.
        ["offer_sku"] = Refusals.SkuTaken,
        // It was merged or removed while a listing was put into it.
        ["product_category_category"] = Refusals.CategoryNotFound,
    };
}

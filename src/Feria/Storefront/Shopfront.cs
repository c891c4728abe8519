using Feria.BackOffice;
using Feria.Contracts;
using Feria.SellerDesk;
using Microsoft.AspNetCore.Http.Features;

namespace Feria.Storefront;

/// <summary>The shop as people see it: server-rendered pages over the slices, a page a file.</summary>
public static class Shopfront
{
    public static void Add(IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        Compression.Add(services);
        // Five fields a row of the largest tables that are sent; a body's bytes are bounded apart.
        services.Configure<FormOptions>(form => form.ValueCountLimit = 4096);
        services.AddScoped<Visit>();
        services.AddScoped<Inside>();
        services.AddSingleton<SignInTicket>();
        services.AddSingleton<Streets>();
        services.AddSingleton<SharedPages>();
        services.AddSingleton<LandingCards>();
        services.AddSingleton<FlashPages>();
        services.AddSingleton<BuyFlash.Parts>();
        services.AddSingleton<INoticeWords, NoticeWords>();
        // Before the JSON writer: the first that can write does.
        services.AddSingleton<IProblemDetailsWriter, PageErrors>();
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/assets/{name}", Fingerprinted.Send).AllowAnyone();
        Worker.Map(app);

        // Writes from other sites are refused by where they come from, so a form needs no token.
        var pages = app.MapGroup("").DisableAntiforgery().AddEndpointFilter<ReceiveVisitor>();
        ShowHome.Map(pages);
        ShowResults.Map(pages);
        SuggestWords.Map(app);
        RememberSeen.Map(app);
        ShowProduct.Map(pages);
        ShowReviewing.Map(pages);
        ShowAsking.Map(pages);
        ShowCategories.Map(pages);
        ShowLanding.Map(pages);
        ShowCart.Map(pages);
        ChangeCart.Map(pages);
        BuyCart.Map(pages);
        ShowFlashSale.Map(app);
        ShowSpot.Map(app);
        BuyFlash.Map(pages);
        ShowPlaced.Map(pages);
        ShowOrders.Map(pages);
        ShowReturns.Map(pages);
        ShowMessages.Map(pages);
        EnterAndLeave.Map(pages);
        FollowLetter.Map(pages);
        ShowAccount.Map(pages);
        ShowAddresses.Map(pages);
        ShowSecurity.Map(pages);
        ShowSecondStep.Map(pages);
        ShowStaffInvitation.Map(pages);
        ShowWaiting.Map(pages);
        ShowSearches.Map(pages);
        ShowLists.Map(pages);
        ShowReporting.Map(pages);
        ShowDecisions.Map(pages);
        ShowNotices.Map(pages);
        ShowNotificationWishes.Map(pages);
        ShowChannels.Map(pages);
        ShowMailbox.Map(pages);
        ShowStore.Map(pages);
        ShowApi.Map(pages);
        ShowSitemap.Map(pages);
        ShowDesk.Map(pages);
        ShowAllOrders.Map(pages);
        ShowAudit.Map(pages);
        ShowViews.Map(pages);
        ShowReactions.Map(pages);
        ShowJobs.Map(pages);
        ShowHealth.Map(pages);
        ShowIncidents.Map(pages);
        ShowSettings.Map(pages);
        ShowFlashSales.Map(pages);
        ShowPlatformPromotions.Map(pages);
        ShowSegments.Map(pages);
        ShowCampaigns.Map(pages);
        ShowCoupons.Map(pages);
        ShowSponsorships.Map(pages);
        ShowBanners.Map(pages);
        ShowLandingPages.Map(pages);
        ShowUnsubscribe.Map(pages);
        ShowStores.Map(pages);
        ShowTree.Map(pages);
        ShowSearchDesk.Map(pages);
        ShowRanking.Map(pages);
        ShowModeration.Map(pages);
        ShowUsers.Map(pages);
        ShowRoles.Map(pages);
        ShowEscalatedReturns.Map(pages);
        ShowDiscrepancies.Map(pages);
        ShowSelling.Map(pages);
        ShowMyStore.Map(pages);
        ShowPeople.Map(pages);
        ShowDelivering.Map(pages);
        ShowListings.Map(pages);
        ShowSheets.Map(pages);
        ShowListing.Map(pages);
        ShowListingChanges.Map(pages);
        ShowConversations.Map(pages);
        ShowStoreQuestions.Map(pages);
        ShowStoreReviews.Map(pages);
        ShowStock.Map(pages);
        ShowStatistics.Map(pages);
        ShowPromotions.Map(pages);
        ShowStoreDecisions.Map(pages);
        ShowSchedules.Map(pages);
        ShowMoney.Map(pages);
        ShowMoneyDesk.Map(pages);
        ShowIntegrations.Map(pages);
        ShowWebhook.Map(pages);
        ShowStoreOrders.Map(pages);
        ShowStoreOrder.Map(pages);
        ShowStoreReturns.Map(pages);
    }
}

using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Trust;

public sealed class TrustModule : IModule
{
    public string Name => "trust";

    public IReadOnlyList<Claim> Claims => Trust.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<CaseBook>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<Undoing>();
        services.AddSingleton<Standings>();
        services.AddSingleton<IStandings>(all => all.GetRequiredService<Standings>());
        services.AddSingleton<Flagging>();
        services.AddSingleton<ITextWatch, TextWatch>();
        services.AddSingleton<IToDo>(new CasesToLookAt(areAppeals: false));
        services.AddSingleton<IToDo>(new CasesToLookAt(areAppeals: true));
        services.AddReaction<OnSaid>();
        services.AddReaction<OnListingChange>();
        services.AddReaction<OnCaseDecided>();
        services.AddReaction<OnAccountClosed>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        ReportThing.Map(api);
        ListCases.Map(api);
        ExportCases.Map(api);
        GetServiceTimes.Map(api);
        GetCase.Map(api);
        TakeCase.Map(api);
        GiveBackCase.Map(api);
        HandUpCase.Map(api);
        DecideCase.Map(api);
        RestoreThing.Map(api);
        DecideAppeal.Map(api);
        DecideChange.Map(api);
        ListProductHistory.Map(api);
        ListMyDecisions.Map(api);
        ListStoreDecisions.Map(api);
        AppealDecision.Map(api);
        ListModerationRules.Map(api);
        PutModerationRule.Map(api);
        AddForbiddenWord.Map(api);
        RemoveForbiddenWord.Map(api);
    }
}

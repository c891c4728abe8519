using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Operations;

public sealed class OperationsModule : IModule
{
    public string Name => "operations";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<VerifyCopies>();
        services.AddSingleton<Rebuilds>();
        services.AddSingleton<AuditDesk>();
        services.AddJob<TurnAuditMonths>();
        services.AddSingleton<IToDo, ParkedJobs>();
        services.AddSingleton<IToDo, ParkedEvents>();
        services.AddJob<RebuildCopy>();
        services.AddSingleton<RollCall>();
        services.AddHostedService(all => all.GetRequiredService<RollCall>());
        services.AddSettings(IncidentSettings.All);
        services.AddNews<SettingChanged>();
        services.AddSingleton<SettingBook>();
        services.AddSingleton<Features>();
        services.AddSingleton<ISettingDesk, SettingDesk>();
        services.AddHostedService<KeepSettings>();
        services.AddSingleton<Incidents>();
        services.AddSingleton<AlertPeople>();
        services.AddSingleton<IncidentNumbers>();
        services.AddSingleton<KeepIncidents>();
        services.AddHostedService(all => all.GetRequiredService<KeepIncidents>());
        services.AddSingleton<WatchVitals>();
        services.AddHostedService(all => all.GetRequiredService<WatchVitals>());
        services.AddJob<TellIncidents>();
        services.AddJob<SweepIncidents>();
        services.AddSingleton<IToDo, IncidentToDo>();
        services.AddSingleton<IVitalSigns, ObjectSigns>();
        services.AddSingleton<IVitalSigns, ProcessSigns>();
        services.AddSingleton<IVitalSigns>(new GatewaySigns(settings["Feria:Haproxy"]));
        services.AddSingleton<IVitalSigns, NodeSigns>();
        services.AddSingleton<IVitalSigns, StoreSigns>();
        services.AddSingleton<IVitalSigns, FeedSigns>();
        services.AddSingleton<IVitalSigns, WorkSigns>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        GetFeed.Map(api);
        ListReactions.Map(api);
        ListParkedEvents.Map(api);
        ReplayParkedEvents.Map(api);
        DropParkedEvent.Map(api);
        ResetReaction.Map(api);
        ListJobs.Map(api);
        RetryJob.Map(api);
        DropJob.Map(api);
        ListVerifications.Map(api);
        CheckProcess.Map(api);
        OrderRebuild.Map(api);
        ListRebuilds.Map(api);
        GetHealth.Map(api);
        ListIncidents.Map(api);
        ExportIncidents.Map(api);
        GetIncident.Map(api);
        AcknowledgeIncident.Map(api);
        ResolveIncident.Map(api);
        ListSettings.Map(api);
        GetSetting.Map(api);
        PutSetting.Map(api);
        UndoSetting.Map(api);
        ListSettingChanges.Map(api);
        ListAudit.Map(api);
        ExportAudit.Map(api);
        ListToDos.Map(api);
        FindThings.Map(api);
        ListViews.Map(api);
        SaveView.Map(api);
        DeleteView.Map(api);
    }
}

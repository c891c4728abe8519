using System.Runtime.CompilerServices;
using Feria.Adapters.Payments;
using Feria.Api;
using Feria.Adapters;
using Feria.Adapters.Elasticsearch;
using Feria.Adapters.Kafka;
using Feria.Adapters.Messages;
using Feria.Adapters.Redis;
using Feria.Kernel;
using Feria.Pictures;
using Feria.Storefront;
using Feria.Telemetry;
using Feria.Verify;
using Feria.Wide;

namespace Feria;

/// <summary>Composes the modules into one application.</summary>
public static class Marketplace
{
    /// <summary>
    /// Every module, in the order their migrations run: a schema may be named only by those after it.
    /// </summary>
    public static readonly IReadOnlyList<IModule> Modules =
    [
        new Accounts.AccountsModule(),
        new Stores.StoresModule(),
        new Media.MediaModule(),
        new Catalog.CatalogModule(),
        new Inventory.InventoryModule(),
        new FlashSales.FlashSalesModule(),
        new Orders.OrdersModule(),
        new Payments.PaymentsModule(),
        new Community.CommunityModule(),
        new Recommendations.RecommendationsModule(),
        new Insights.InsightsModule(),
        new Integrations.IntegrationsModule(),
        new Marketing.MarketingModule(),
        new Notifications.NotificationsModule(),
        new Search.SearchModule(),
        new Operations.OperationsModule(),
    ];

    /// <summary>Bytes of the largest body that is accepted where an endpoint does not say that it takes more.</summary>
    public const int LargestBody = 1 << 20;

    /// <summary>Bytes of the largest body that any endpoint takes: a form with several pictures.</summary>
    public const int LargestUpload = 40 << 20;

    public static IReadOnlyList<Migrator.Migration> Migrations { get; } =
        Migrator.In(typeof(Marketplace).Assembly, ["kernel", .. Modules.Select(module => module.Name), "demo"]);

    /// <summary>Builds the application; it serves once it is run. Tests replace parts (the clock) last.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? replace = null)
    {
        // Settings are read once. To hear of a change the host would watch every file under its folder, which is where
        // ./feria up keeps a whole PostgreSQL.
        var builder = WebApplication.CreateBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        var settings = Settings.Of(builder.Configuration);
        var roles = Roles.Read(settings.Roles, settings.Services);

        builder.AddLogs();
        builder.AddTraces();
        builder.AddHealth();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            // So much waits of a body that nobody reads yet; who sends slower than this is cut off.
            kestrel.Limits.MaxRequestBufferSize = 64 << 10;
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 4 << 10, TimeSpan.FromSeconds(10));
        });
        Shopfront.Add(builder.Services);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(roles)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new PublicSite(settings.PublicUrl))
            .AddSettings(SiteSettings.All)
            .AddSingleton<AuditTrail>()
            .AddSingleton<Denials>()
            .AddSingleton(services => new Database(
                settings.Postgres, settings.Region, TimeSpan.FromSeconds(settings.ReplicaLagSeconds))
            {
                RefusesEmptyCommits = settings.RefuseEmptyCommits,
                Audit = services.GetRequiredService<AuditTrail>(),
                Patience = TimeSpan.FromSeconds(settings.PatienceSeconds),
            })
            .AddSingleton(Vault.Open(settings.Keys))
            .AddSingleton<KeepAnswers>()
            .AddSingleton<Watch>()
            .AddSingleton<Cache>()
            .AddProcessCopy<Cache>()
            .AddCopy<HotCopies>()
            .AddNews<CopiesDropped>()
            .AddSingleton<News>()
            .AddHostedService(services => services.GetRequiredService<News>())
            .AddHostedService<NodeNews>()
            .AddHostedService<Waker>()
            .AddSingleton<FeedDesk>()
            .AddSingleton<ReactionDesk>()
            .AddSingleton<JobDesk>()
            .AddSingleton<ReactionRunner>()
            .AddSingleton<VerifyReferences>()
            .AddJob<VerifyNightly>()
            .AddJob<ForgetAnswers>()
            .AddSingleton<JobRunner>()
            .AddSharedStore(builder.Configuration)
            .AddSmtp(builder.Configuration)
            .AddMessageCarriers(builder.Configuration)
            .AddObjectStore(settings.Objects)
            .AddProblems(Modules);
        if (roles.Worker)
            builder.Services
                .AddHostedService(services => services.GetRequiredService<ReactionRunner>())
                .AddHostedService(services => services.GetRequiredService<JobRunner>());
        if (roles.Worker && settings.Feed == Settings.Decoding)
            builder.Services
                .AddSingleton<DecodingFeed>()
                .AddHostedService(services => services.GetRequiredService<DecodingFeed>());
        if (settings.Kafka is { Length: > 0 }) AddKafka(builder.Services, settings, roles);
        if (settings.Elasticsearch is { Length: > 0 }) AddElasticsearch(builder.Services, settings, roles);
        builder.Services.AddPaymentGateways(builder.Configuration);
        foreach (var module in Modules) module.Add(builder.Services, builder.Configuration);
        builder.Services.AddSingleton<Processes>().AddHostedService<Presence>();
        // Last: it is the first to hear that the process stops.
        builder.Services.AddDraining(settings);
        replace?.Invoke(builder);

        ApiDocument.Add(builder.Services);

        var app = builder.Build();
        app.UseForwarded(settings.Proxies);
        app.UseDraining();
        app.UseHeadAsGet();
        // Outside what answers faults: the page that tells of one asks questions too.
        ReadLimit.Use(app);
        Admission.Use(app);
        app.UseProblems();
        CallerPosition.Use(app);
        app.UseUploads();
        app.UseLanguageInAddress();
        app.UseAskAgain();
        app.UseRouting();
        // An endpoint may take larger bodies than others.
        app.UseHostileInputGuards();
        app.UseServed(roles);
        Admission.UseRanks(app);
        app.UseAccess();
        Maintenance.Use(app);
        app.UseAllowances(settings.AllowanceScale);
        app.UseCompression();
        IdempotentCall.BufferBodies(app);

        var api = app.MapGroup("/api/v1");
        IdempotentCall.Guard(api);
        foreach (var module in Modules) Served.Map(api, module);
        app.MapOpenApi().AllowAnyone();
        EventDocument.Map(app);
        app.MapHealth();
        if (roles.Web)
        {
            Shopfront.Map(app);
            DrawPicture.Map(app);
            Media.GetPicture.Map(app);
        }

        app.EnsureAccessDeclared();
        return app;
    }

    // Apart, so that nothing of it is loaded where there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void AddKafka(IServiceCollection services, Settings settings, ProcessRoles roles) =>
        services.AddKafka(settings.Kafka!, settings.Feed == Settings.OfKafka, roles.Worker);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void AddElasticsearch(IServiceCollection services, Settings settings, ProcessRoles roles) =>
        services.AddElasticsearch(settings.Elasticsearch!, roles.Worker);
}

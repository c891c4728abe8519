namespace Feria.SandboxGateway.Pages;

/// <summary>
/// What the operator of the sandbox sees and can do: the latest intents, their webhooks, transfers, disputes.
/// </summary>
public static class OperatorPage
{
    const int Shown = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Show);
        routes.MapPost("/operator/webhooks/{id}", SendAgain);
        routes.MapPost("/operator/transfers/{id}", (string id, Book book, Settings settings) =>
            Change(book, settings, id, SettleIntent.ReceiveTransfer));
        routes.MapPost("/operator/disputes/{id}", (string id, Book book, Settings settings) =>
            Change(book, settings, id, SettleIntent.OpenDispute));
        routes.MapPost("/operator/disputes/{id}/won", (string id, Book book, Settings settings) =>
            Change(book, settings, id, SettleIntent.WinDispute));
        routes.MapPost("/operator/disputes/{id}/lost", (string id, Book book, Settings settings) =>
            Change(book, settings, id, SettleIntent.LoseDispute));
    }

    static async Task<IResult> Show(HttpContext http, Book book, Settings settings)
    {
        var texts = Texts.For(http);
        var after = http.Request.Query["after"].ToString() is { Length: > 0 } id ? id : null;
        var intents = book.Find(_ => true, null, after, Shown + 1);
        var deliveries = book.DeliveriesByIntent();
        await book.Durable();

        Html older = intents.Count > Shown
            ? Html.Of($"""<p><a href="/?after={intents[Shown - 1].Id}">Older</a></p>""")
            : Html.Nothing;
        Html list = intents.Count == 0
            ? Html.Of($"<p>No payment yet. Create one: <code>POST /v1/payment_intents</code>.</p>")
            : Html.Of($"{intents.Take(Shown).Select(intent => Row(texts, intent, deliveries[intent.Id]))}");
        return Html.Page(http, texts, "Sandbox gateway", $"""
            <h1>Sandbox gateway</h1>
            <p class="quiet">Webhooks go to
            {settings.WebhookUrl?.AbsoluteUri ?? "nowhere: start with --webhook-url"}.</p>
            {list}{older}
            """);
    }

    static Html Row(Texts texts, Intent intent, IEnumerable<Delivery> deliveries) => Html.Of($"""
        <article>
          <h2><a href="/pay/{intent.Id}">{texts.Money(intent.Amount, intent.Currency)}</a>
            <small>{intent.Status}</small></h2>
          <p class="quiet"><code>{intent.Id}</code> {intent.Method} {intent.Behaviour} {intent.Reference}</p>
          {Refunded(texts, intent)}{Actions(intent)}
          <ul class="webhooks">{deliveries.Select(Row)}</ul>
        </article>
        """);

    static Html Row(Delivery delivery) => Html.Of($"""
        <li><form method="post" action="/operator/webhooks/{delivery.Id}">
          <span>{delivery.Kind}: {delivery.State} ({delivery.Attempts})</span>
          <button class="second">Send again</button></form></li>
        """);

    static Html Refunded(Texts texts, Intent intent) => intent.AmountRefunded == 0
        ? Html.Nothing
        : Html.Of($"<p>Refunded {texts.Money(intent.AmountRefunded, intent.Currency)}</p>");

    static Html Actions(Intent intent) => intent switch
    {
        { Method: Intent.ByTransfer, Status: not Intent.Succeeded } => Button(intent, "transfers", "The money arrives"),
        { Status: Intent.Succeeded, Dispute: null } => Button(intent, "disputes", "The buyer disputes it"),
        { Dispute.IsOpen: true } => Html.Of($"""
            <p>Disputed. {intent.Dispute.Evidence}</p>
            {Decision(intent, "won", "The shop keeps the money")}{Decision(intent, "lost", "The buyer gets it")}
            """),
        { Dispute: { } over } => Html.Of($"<p>Dispute {over.Status}</p>"),
        _ => Html.Nothing,
    };

    static Html Button(Intent intent, string action, string words) => Html.Of($"""
        <form method="post" action="/operator/{action}/{intent.Id}"><button>{words}</button></form>
        """);

    static Html Decision(Intent intent, string decision, string words) => Html.Of($"""
        <form method="post" action="/operator/disputes/{intent.Id}/{decision}"><button>{words}</button></form>
        """);

    static async Task<IResult> SendAgain(string id, Book book)
    {
        book.Decide(draft =>
        {
            if (draft.Book.Delivery(id) is { } sent)
                draft.Put(sent with
                {
                    Id = NewId.For("dlv"), DueAt = draft.Now, State = Delivery.Waiting, Attempts = 0,
                });
            return draft;
        });
        await book.Durable();
        return Results.LocalRedirect("/");
    }

    static async Task<IResult> Change(
        Book book, Settings settings, string id, Func<Draft, Settings, Intent, Ruling> rule)
    {
        book.Decide(draft => draft.Book.Intent(id) is { } intent ? rule(draft, settings, intent) : null);
        await book.Durable();
        return Results.LocalRedirect("/");
    }
}

namespace Feria.SandboxGateway.Pages;

/// <summary>The page where a buyer pays: card form, second step or transfer, then back to the shop.</summary>
public static class PaymentPage
{
    static readonly string Css = new StreamReader(
        typeof(PaymentPage).Assembly.GetManifestResourceStream("gateway.css")!).ReadToEnd();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gateway.css", () => Results.Text(Css, "text/css; charset=utf-8"));
        routes.MapGet("/pay/{id}", (HttpContext http, string id, Book book) => Show(http, book, id));
        routes.MapPost("/pay/{id}", Pay);
        routes.MapPost("/pay/{id}/step", Step);
        routes.MapPost("/pay/{id}/transfer", Transfer);
    }

    static async Task<IResult> Show(HttpContext http, Book book, string id)
    {
        var intent = book.Intent(id);
        await book.Durable();
        var chosen = TestCard.ByName(http.Request.Query["card"].ToString());
        var typed = chosen is null
            ? new Dictionary<string, string>()
            : new()
            {
                ["number"] = Spaced(chosen.Number), ["expiry"] = "12/34", ["cvc"] = "123", ["holder"] = "Ana Prueba",
            };
        return Answer(http, intent, typed, []);
    }

    static async Task<IResult> Pay(HttpContext http, Book book, Settings settings, TimeProvider clock, string id)
    {
        if (book.Intent(id) is not { Method: Intent.ByCard, IsOpen: true }) return await Show(http, book, id);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var typed = new[] { "number", "expiry", "cvc", "holder" }
            .ToDictionary(field => field, field => form[field].ToString());
        var card = Read(typed);
        if (Tokens.Faults(card, clock.GetUtcNow()) is { Count: > 0 } faults)
            return Answer(http, book.Intent(id), typed, faults, 422);

        var ruling = book.Decide(draft => ConfirmIntent.Rule(draft, settings, id, TokenOf(card)));
        await book.Durable();
        if (ruling.Awaits is not null) await Settling.Wait(book, id, http.RequestAborted);
        if (ruling.Answering is Answering.Never or Answering.NotTheFirstTime)
        {
            await Api.Vanish(http, settings);
            return Results.Empty;
        }

        var intent = book.Intent(id)!;
        if (ruling.Status == 500) return Answer(http, intent, [], new() { ["form"] = "gateway_error" }, 500);
        return intent.Status == Intent.Succeeded && intent.ReturnUrl is not null
            ? SeeOther(Url.Return(intent))
            : Answer(http, intent, [], [], intent.Failure is null ? 200 : 402);
    }

    // Made and used in one decision, so nothing needs keeping: the test card's own token stands for it.
    static string TokenOf(Tokens.Body card) => TestCard.ByNumber(Tokens.Digits(card.Number))!.Token;

    static async Task<IResult> Step(HttpContext http, Book book, Settings settings, string id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var isAgreed = form["answer"] == "yes";
        book.Decide(draft => draft.Book.Intent(id) switch
        {
            not { Status: Intent.Requires.Action } => null,
            var intent when isAgreed && intent.TestCard?.Verdict == Verdict.SecondStep =>
                ConfirmIntent.Succeed(draft, settings, intent),
            var intent => ConfirmIntent.Decline(draft, settings, intent,
                isAgreed ? "generic_decline" : "authentication_failed"),
        });
        await book.Durable();
        return book.Intent(id) is { Status: Intent.Succeeded, ReturnUrl: not null } paid
            ? SeeOther(Url.Return(paid))
            : await Show(http, book, id);
    }

    static async Task<IResult> Transfer(HttpContext http, Book book, Settings settings, string id)
    {
        book.Decide(draft => draft.Book.Intent(id) is { Status: Intent.Requires.Transfer } intent
            ? SettleIntent.ReceiveTransfer(draft, settings, intent)
            : null);
        await book.Durable();
        return book.Intent(id) is { Status: Intent.Succeeded, ReturnUrl: not null } paid
            ? SeeOther(Url.Return(paid))
            : await Show(http, book, id);
    }

    static IResult SeeOther(string address) => new Redirection(address);

    sealed class Redirection(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }

    static Tokens.Body Read(Dictionary<string, string> typed)
    {
        var expiry = typed["expiry"].Replace(" ", "").Split('/');
        var isMonth = int.TryParse(expiry[0], out var month);
        var isDate = int.TryParse(expiry[^1], out var year) && isMonth && expiry.Length == 2;
        return new Tokens.Body
        {
            Number = typed["number"],
            ExpMonth = isDate ? month : 0,
            ExpYear = year < 100 ? 2000 + year : year,
            Cvc = typed["cvc"].Trim(),
            Holder = typed["holder"],
        };
    }

    static IResult Answer(
        HttpContext http, Intent? intent, Dictionary<string, string> typed, Dictionary<string, string> faults,
        int status = 200)
    {
        var texts = Texts.For(http);
        if (intent is null)
            return Html.Page(http, texts, texts["not-found"], $"<h1>{texts["not-found"]}</h1>", 404);

        var view = new View(intent, texts, typed, faults);
        Html content = intent switch
        {
            { Status: Intent.Succeeded } => Html.Of($"""<p class="done" role="status">{texts["paid"]}</p>"""),
            { Status: Intent.Canceled } => Html.Of($"""<p role="status">{texts["canceled"]}</p>"""),
            { Status: Intent.Processing } => Html.Of($"""<p role="status">{texts["processing"]}</p>"""),
            { Status: Intent.Requires.Action } => view.SecondStep(),
            { Method: Intent.ByTransfer } => view.TransferForm(),
            _ => view.CardForm(),
        };
        return Html.Page(http, texts, texts["pay"], $"{view.Head()}{content}{view.Back()}", status,
            intent.ReturnUrl is null ? null : Url.Origin(intent.ReturnUrl));
    }

    sealed record View(Intent Intent, Texts Texts, Dictionary<string, string> Typed, Dictionary<string, string> Faults)
    {
        string Locale => "?locale=" + Texts.Language;

        public Html Head() => Html.Of($"""
            <header>
              <p>{Texts["paying"]}</p>
              <h1>{Texts.Money(Intent.Amount, Intent.Currency)}</h1>
              <p class="quiet">{Intent.Description}</p>
              <p class="quiet">{Texts["reference"]}: {Intent.Reference}</p>
            </header>
            """);

        public Html Back() => Intent.ReturnUrl is null
            ? Html.Nothing
            : Html.Of($"""<p class="back"><a href="{Url.Return(Intent)}">{Texts["back"]}</a></p>""");

        public Html CardForm() => Html.Of($"""
            <form method="post" action="/pay/{Intent.Id}{Locale}" novalidate>
            {Complaint()}
            {Field("number", "cc-number", "numeric")}
            <div class="pair">{Field("expiry", "cc-exp", "numeric")}{Field("cvc", "cc-csc", "numeric")}</div>
            {Field("holder", "cc-name", "text")}
            <button>{Texts["pay"]} {Texts.Money(Intent.Amount, Intent.Currency)}</button>
            </form>
            <section aria-labelledby="cards">
              <h2 id="cards">{Texts["cards"]}</h2>
              <p class="quiet">{Texts["cards-how"]}</p>
              <ul class="cards">{TestCard.All.Select(Choice)}</ul>
            </section>
            """);

        Html Choice(TestCard card) => Html.Of($"""
            <li><a href="/pay/{Intent.Id}{Locale}&amp;card={card.Name}"><span>{Texts.Of(card)}</span>
            <code>{Spaced(card.Number)}</code></a></li>
            """);

        Html Complaint() => (Intent.Failure?.Code ?? Faults.GetValueOrDefault("form")) is { } code
            ? Html.Of($"""<p class="complaint" role="alert">{Texts[code]}</p>""")
            : Html.Nothing;

        Html Field(string name, string autocomplete, string keyboard)
        {
            var fault = Faults.GetValueOrDefault(name);
            Html says = fault is null
                ? Html.Nothing
                : Html.Of($"""<span class="fault" id="{name}-fault">{Texts[fault]}</span>""");
            Html marks = fault is null
                ? Html.Nothing
                : Html.Of($"""aria-invalid="true" aria-describedby="{name}-fault" """);
            return Html.Of($"""
                <label>{Texts[name]}
                <input name="{name}" value="{Typed.GetValueOrDefault(name)}" autocomplete="{autocomplete}"
                  inputmode="{keyboard}" maxlength="40" {marks}>{says}</label>
                """);
        }

        public Html SecondStep() => Html.Of($"""
            <form method="post" action="/pay/{Intent.Id}/step{Locale}">
              <h2>{Texts["step"]}</h2>
              <p>{Texts["step-how"]}</p>
              <button name="answer" value="yes">{Texts["step-yes"]}</button>
              <button name="answer" value="no" class="second">{Texts["step-no"]}</button>
            </form>
            """);

        public Html TransferForm()
        {
            var how = Instructions.Of(Intent)!;
            return Html.Of($"""
                <form method="post" action="/pay/{Intent.Id}/transfer{Locale}">
                  <h2>{Texts["transfer"]}</h2>
                  <p>{Texts["transfer-how"]}</p>
                  <dl>
                    <dt>{Texts["bank"]}</dt><dd>{how.Bank}</dd>
                    <dt>{Texts["account"]}</dt><dd>{how.Account}</dd>
                    <dt>{Texts["account-holder"]}</dt><dd>{how.Holder}</dd>
                    <dt>{Texts["reference"]}</dt><dd><strong>{how.Reference}</strong></dd>
                  </dl>
                  <button>{Texts["transfer-now"]}</button>
                </form>
                """);
        }
    }

    static string Spaced(string number) => string.Join(' ', number.Chunk(4).Select(four => new string(four)));
}

using System.Text.Json;
using Feria.Accounts;
using Feria.Contracts;
using Feria.Notifications.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>The street, with everybody configured who carries messages.</summary>
public sealed class ToldStreet : Street
{
    public Providers Providers { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings)
    {
        ["Feria:Sms:Url"] = Providers.Address,
        ["Feria:Sms:Account"] = Providers.SmsAccount,
        ["Feria:Sms:Token"] = Providers.SmsToken,
        ["Feria:Sms:From"] = "+15005550006",
        ["Feria:Push:Contact"] = "mailto:push@feria.example",
        ["Feria:Push:Hosts"] = Providers.Address,
    };

    protected override async Task<string> OpenDatabaseAsync()
    {
        await Providers.StartAsync();
        return await base.OpenDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Providers.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Somebody has their browser and their phone told, on a phone and at a desk.</summary>
public sealed class ChannelPageTests(ToldStreet street, Chromium chromium) : IClassFixture<ToldStreet>
{
    const string Place = "/account/notifications";

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_browser_is_told_after_a_press_and_its_worker_shows_what_was_encrypted_for_it(
        bool phone, bool dark)
    {
        await using var visitor = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Buyer, phone, dark, notified: true);
        var (page, browser, path) = (visitor.Page, new Subscriber(), $"/push/{Guid.NewGuid():N}");
        var session = await page.Context.NewCDPSessionAsync(page);
        var target = (await session.SendAsync("Target.getTargetInfo"))!.Value.GetProperty("targetInfo");
        await session.SendAsync("Browser.setPermission", new()
        {
            ["browserContextId"] = target.GetProperty("browserContextId").GetString()!,
            ["permission"] = new { name = "notifications" }, ["setting"] = "denied",
        });
        await page.GotoAsync(Place);
        await Expect(page.GetByText("This browser does not allow notifications from this site.")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await page.Context.GrantPermissionsAsync(["notifications"]);
        await page.AddInitScriptAsync(SubscribesHere(street.Providers.Address + path, browser));
        await page.GotoAsync(Place);
        await visitor.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell me in this browser" }).ClickAsync();
        await Expect(page.GetByText("This browser is told from now on")).ToBeVisibleAsync();
        await Expect(page.GetByText("this one")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        var worker = new TaskCompletionSource<string>();
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, said) =>
        {
            foreach (var one in said!.Value.GetProperty("registrations").EnumerateArray())
                worker.TrySetResult(one.GetProperty("registrationId").GetString()!);
        };
        await session.SendAsync("ServiceWorker.enable");
        await TellAsync(page);
        await street.SettleAsync();
        var told = browser.Decrypt(Assert.Single(street.Providers.Of(path)).Body);
        for (var times = 0; times < 2; times++)
            await session.SendAsync("ServiceWorker.deliverPushMessage", new()
            {
                ["origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority),
                ["registrationId"] = await worker.Task,
                ["data"] = told,
            });
        await page.WaitForFunctionAsync(
            "async () => (await (await navigator.serviceWorker.ready).getNotifications()).length > 0");
        var shown = await page.EvaluateAsync<JsonElement>("""
            async () => (await (await navigator.serviceWorker.ready).getNotifications())
              .map((one) => ({ title: one.title, body: one.body, url: one.data.url }))
            """);
        Assert.Equal(
            "Feria: Order F-7 from Casa Farol is confirmed",
            string.Join(' ', shown.EnumerateArray().Select(
                one => $"{one.GetProperty("title")}: {one.GetProperty("body")}")));
        Assert.EndsWith("/orders", shown[0].GetProperty("url").GetString());

        // Signed in again, who pressed is told again without another press; somebody else is not.
        var said = 0;
        page.Request += (_, asked) => said += asked.Url.EndsWith("/devices", StringComparison.Ordinal) ? 1 : 0;
        await street.SqlAsync("delete from notifications.receiver");
        await page.EvaluateAsync("localStorage.removeItem('feria-push-said')");
        await page.RunAndWaitForResponseAsync(
            () => page.GotoAsync(Place), answer => answer.Url.EndsWith("/devices", StringComparison.Ordinal));
        Assert.Equal(1L, await street.SqlAsync("select count(*) from notifications.receiver"));
        await street.SqlAsync("delete from notifications.receiver");
        await page.EvaluateAsync(
            "localStorage.removeItem('feria-push-said'), localStorage.setItem('feria-push', 'somebody else')");
        await page.GotoAsync(Place);
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell me in this browser" }).ClickAsync();
        await Expect(page.GetByText("this one")).ToBeVisibleAsync();
        Assert.Equal(2, said);

        await page.GetByLabel("Orders: To devices").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Orders: To devices")).Not.ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn off" }).ClickAsync();
        await Expect(page.GetByText("Nothing is sent to that device any more.")).ToBeVisibleAsync();
        await Expect(page.GetByText("this one")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("window.hasUnsubscribed ?? false"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_phone_is_confirmed_and_forgotten(bool phone, bool dark)
    {
        await using var visitor = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = visitor.Page;
        await page.GotoAsync(Place);
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Phone" })).ToHaveValueAsync("+55 11 91234-5678");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await Expect(page.GetByText("Confirm your e-mail address first")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await street.SqlAsync("update accounts.account set status = 'active' where status = 'pending'");
        var number = $"+55119{Random.Shared.Next(10_000_000, 99_999_999)}";
        await page.GotoAsync("/es" + Place);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Teléfono" }).FillAsync(number[3..]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Envíame un código" }).ClickAsync();
        await Expect(page.GetByText("Escribe el número con su país, como +55")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Teléfono" }).FillAsync(number);
        await page.GetByRole(AriaRole.Button, new() { Name = "Envíame un código" }).ClickAsync();
        await Expect(page.GetByText("Va un código hacia tu teléfono.")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await street.SettleAsync();
        var code = Assert.Single(street.Providers.Of(number)).Field("Body").Split(' ')[1];
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Código" }).FillAsync(
            code == "000000" ? "111111" : "000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmar" }).ClickAsync();
        await Expect(page.GetByText("Ese no es el código que se envió.")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Código" }).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmar" }).ClickAsync();
        await Expect(page.GetByText("Tu teléfono está confirmado.")).ToBeVisibleAsync();
        await Expect(page.GetByText($"+55 ••• {number[^2..]}")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Olvidar el número" }).ClickAsync();
        await Expect(page.GetByText("Ya no se envía nada a tu teléfono.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_press_on_what_was_told_leads_to_its_page_and_never_to_another_site()
    {
        await using var visitor = await chromium.VisitAsync(street);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        var script = await (await page.APIRequest.GetAsync("/worker.js")).TextAsync();
        // The script itself, between a browser's parts of our own: a press is nothing that a test can make there.
        var led = await page.EvaluateAsync<string[]>($$"""
            async () => {
              const heard = {};
              const led = [];
              const open = { url: 'https://feria.example/orders/1', focus: () => led.push('focus') };
              const self = {
                location: { origin: 'https://feria.example' }, registration: {},
                addEventListener: (name, hear) => { heard[name] = hear; },
                clients: { matchAll: async () => [open], openWindow: async (url) => led.push(url) },
              };
              {{script}}
              const press = async (url) => {
                let whole;
                heard.notificationclick({
                  notification: { data: { url }, close: () => led.push('close') },
                  waitUntil: (work) => { whole = work; },
                });
                await whole;
              };
              await press('https://feria.example/orders/1');
              await press('https://feria.example/es/orders/2');
              await press('https://evil.example/orders/1');
              await press('javascript:alert(1)');
              return led;
            }
            """);
        Assert.Equal(
            [
                "close", "focus", "close", "https://feria.example/es/orders/2", "close", "https://feria.example",
                "close", "https://feria.example",
            ], led);
    }

    // No push service is in reach of a test's browser, so the page is given a subscription at ours; all else is real.
    static string SubscribesHere(string endpoint, Subscriber browser) => $$"""
        (() => {
          const one = {
            endpoint: '{{endpoint}}',
            toJSON: () => ({
              endpoint: '{{endpoint}}', keys: { p256dh: '{{browser.P256dh}}', auth: '{{browser.Auth}}' },
            }),
            unsubscribe: async () => sessionStorage.setItem('unsubscribed', 'yes'),
          };
          window.hasUnsubscribed = sessionStorage.getItem('unsubscribed') === 'yes';
          PushManager.prototype.subscribe = async (options) => {
            if (!options.userVisibleOnly || options.applicationServerKey.length !== 87) throw new Error('no key');
            return one;
          };
          PushManager.prototype.getSubscription = async () => one;
        })();
        """;

    async Task TellAsync(IPage page)
    {
        var me = (await (await page.APIRequest.GetAsync("/api/v1/me")).JsonAsync())!.Value;
        await using var tx = await street.Database.WriteAsync();
        await street.Services.GetRequiredService<INoticeBoard>().PostAsync(tx,
        [
            new(me.GetProperty("id").GetGuid(), NoticeTopic.Orders, "order-confirmed",
                new Dictionary<string, string> { ["number"] = "F-7", ["store"] = "Casa Farol" }, "/orders", "F-7"),
        ]);
        await tx.CommitAsync();
    }
}

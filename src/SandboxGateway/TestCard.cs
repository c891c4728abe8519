namespace Feria.SandboxGateway;

public enum Verdict { Approve, DeclineFunds, DeclineExpired, DeclineGeneric, SecondStep, SecondStepThenDecline }

public enum Answering { AtOnce, Slowly, NotTheFirstTime, Never, ErrorAfterCharge, ErrorBefore, ErrorOnce }

public enum Telling { Once, Twice, OutOfOrder, Late, Never }

/// <summary>A card number and a token of the same name, and how the gateway behaves when either is used.</summary>
public sealed record TestCard(
    string Name, string Number, string English, string Spanish, string Portuguese,
    Verdict Verdict = Verdict.Approve, Answering Answering = Answering.AtOnce, Telling Telling = Telling.Once)
{
    public string In(string language) => language switch { "es" => Spanish, "pt" => Portuguese, _ => English };

    public string Token => "tok_" + Name;

    public Card Card => new(Number[0] == '4' ? "visa" : "mastercard", Number[^4..]);

    public static readonly IReadOnlyList<TestCard> All =
    [
        new("approve", "4242424242424242", "Approves", "Aprueba", "Aprova"),
        new("approve_mastercard", "5555555555554444", "Approves (Mastercard)", "Aprueba (Mastercard)",
            "Aprova (Mastercard)"),
        new("decline_funds", "4000000000009995", "Declines: insufficient funds", "Rechaza: fondos insuficientes",
            "Recusa: saldo insuficiente",
            Verdict.DeclineFunds),
        new("decline_expired", "4000000000000069", "Declines: card expired", "Rechaza: tarjeta vencida",
            "Recusa: cartão vencido",
            Verdict.DeclineExpired),
        new("decline_generic", "4000000000000002", "Declines without a reason", "Rechaza sin dar motivo",
            "Recusa sem dar motivo",
            Verdict.DeclineGeneric),
        new("second_step", "4000000000003220", "Asks for a second step", "Pide un segundo paso",
            "Pede um segundo passo",
            Verdict.SecondStep),
        new("second_step_fails", "4000008400001629", "Second step, then declines", "Segundo paso y luego rechaza",
            "Segundo passo e depois recusa",
            Verdict.SecondStepThenDecline),
        new("slow", "4000000000001018", "Answers slowly", "Responde despacio", "Responde devagar",
            Answering: Answering.Slowly),
        new("charge_then_timeout", "4000000000001026", "Charges, and its answer is lost",
            "Cobra y la respuesta se pierde", "Cobra, e a resposta se perde",
            Answering: Answering.NotTheFirstTime),
        new("charge_then_vanish", "4000000000001034", "Charges, never answers, sends no webhook",
            "Cobra, nunca responde y no envía webhook", "Cobra, nunca responde e não envia webhook",
            Answering: Answering.Never, Telling: Telling.Never),
        new("error_after_charge", "4000000000001042", "Charges, then answers 500", "Cobra y luego responde 500",
            "Cobra e depois responde 500",
            Answering: Answering.ErrorAfterCharge),
        new("error_before_charge", "4000000000001059", "Answers 500 without charging", "Responde 500 sin cobrar",
            "Responde 500 sem cobrar",
            Answering: Answering.ErrorBefore),
        new("error_once", "4000000000001067", "Answers 500 once, approves when tried again",
            "Responde 500 una vez y aprueba al reintentar", "Responde 500 uma vez e aprova na nova tentativa",
            Answering: Answering.ErrorOnce),
        new("webhook_twice", "4000000000001075", "Approves, webhook sent twice", "Aprueba, webhook enviado dos veces",
            "Aprova, webhook enviado duas vezes",
            Telling: Telling.Twice),
        new("webhook_out_of_order", "4000000000001083", "Approves, webhooks out of order",
            "Aprueba, webhooks desordenados", "Aprova, webhooks fora de ordem",
            Telling: Telling.OutOfOrder),
        new("webhook_late", "4000000000001091", "Approves, webhook comes late", "Aprueba, el webhook llega tarde",
            "Aprova, o webhook chega tarde",
            Telling: Telling.Late),
        new("webhook_never", "4000000000001109", "Approves, webhook never comes", "Aprueba, el webhook nunca llega",
            "Aprova, o webhook nunca chega",
            Telling: Telling.Never),
    ];

    static readonly Dictionary<string, TestCard> names = All.ToDictionary(card => card.Name);
    static readonly Dictionary<string, TestCard> numbers = All.ToDictionary(card => card.Number);
    static readonly Dictionary<string, TestCard> tokens = All.ToDictionary(card => card.Token);

    public static TestCard? ByName(string name) => names.GetValueOrDefault(name);
    public static TestCard? ByNumber(string number) => numbers.GetValueOrDefault(number);
    public static TestCard? ByToken(string token) => tokens.GetValueOrDefault(token);
}

using System.Globalization;

namespace Feria.SandboxGateway.Pages;

/// <summary>What the pages say, in the buyer's language.</summary>
public sealed class Texts(string language, IReadOnlyDictionary<string, string> words)
{
    public string Language => language;
    public string this[string word] => words[word];

    public static Texts For(HttpContext http)
    {
        var asked = http.Request.Query["locale"].ToString() is { Length: > 0 } locale
            ? locale
            : http.Request.Headers.AcceptLanguage.ToString();
        return All.FirstOrDefault(each => asked.StartsWith(each.Language, StringComparison.OrdinalIgnoreCase))
            ?? English;
    }

    public string Of(TestCard card) => card.In(language);

    public string Money(long minor, string currency)
    {
        var digits = Exponent(currency);
        var culture = CultureInfo.GetCultureInfo(language);
        return currency + " " + (minor / Pow10(digits)).ToString("N" + digits, culture);
    }

    static decimal Pow10(int digits) => digits switch { 0 => 1m, 2 => 100m, 3 => 1_000m, _ => 10_000m };

    // ISO 4217: all others have two.
    static int Exponent(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI"
            or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    static readonly Texts English = new("en", new Dictionary<string, string>
    {
        ["sandbox"] = "Sandbox: no real money moves here. Never type a real card.",
        ["pay"] = "Pay",
        ["paying"] = "You are paying",
        ["reference"] = "Reference",
        ["number"] = "Card number",
        ["expiry"] = "Expiry (MM/YY)",
        ["cvc"] = "Security code",
        ["holder"] = "Name on the card",
        ["cards"] = "Test cards",
        ["cards-how"] = "Choose one: it fills the form.",
        ["back"] = "Back to the shop",
        ["paid"] = "This payment is made.",
        ["canceled"] = "This payment was cancelled. Nothing was charged.",
        ["processing"] = "The payment is being made. Refresh in a moment.",
        ["transfer"] = "Bank transfer",
        ["transfer-how"] = "Transfer the exact amount with this reference.",
        ["bank"] = "Bank",
        ["account"] = "Account",
        ["account-holder"] = "Account holder",
        ["transfer-now"] = "Make the transfer now",
        ["step"] = "Confirm it is you",
        ["step-how"] = "Your bank wants to know that it is you who pays.",
        ["step-yes"] = "Yes, it is me",
        ["step-no"] = "No, refuse",
        ["not-found"] = "There is no such payment.",
        ["card_number_invalid"] = "This is not a card number.",
        ["card_not_a_test_card"] = "Only the test cards below are taken here. Never type a real card into a sandbox.",
        ["card_expiry_invalid"] = "Type a month and year that have not passed, as 08/30.",
        ["card_cvc_invalid"] = "The code has three or four digits.",
        ["insufficient_funds"] = "The card has not enough funds. Try another.",
        ["expired_card"] = "The card has expired. Try another.",
        ["generic_decline"] = "The card was declined. Try another.",
        ["authentication_failed"] = "Your bank could not confirm it is you. Nothing was charged.",
        ["gateway_error"] = "The gateway failed, as this test card wants.",
    });

    static readonly Texts Spanish = new("es", new Dictionary<string, string>
    {
        ["sandbox"] = "Entorno de prueba: aquí no se mueve dinero real. Nunca escribas una tarjeta real.",
        ["pay"] = "Pagar",
        ["paying"] = "Estás pagando",
        ["reference"] = "Referencia",
        ["number"] = "Número de tarjeta",
        ["expiry"] = "Vencimiento (MM/AA)",
        ["cvc"] = "Código de seguridad",
        ["holder"] = "Nombre en la tarjeta",
        ["cards"] = "Tarjetas de prueba",
        ["cards-how"] = "Elige una: llena el formulario.",
        ["back"] = "Volver a la tienda",
        ["paid"] = "Este pago está hecho.",
        ["canceled"] = "Este pago fue cancelado. No se cobró nada.",
        ["processing"] = "El pago se está haciendo. Actualiza en un momento.",
        ["transfer"] = "Transferencia bancaria",
        ["transfer-how"] = "Transfiere el monto exacto con esta referencia.",
        ["bank"] = "Banco",
        ["account"] = "Cuenta",
        ["account-holder"] = "Titular",
        ["transfer-now"] = "Hacer la transferencia ahora",
        ["step"] = "Confirma que eres tú",
        ["step-how"] = "Tu banco quiere saber que eres tú quien paga.",
        ["step-yes"] = "Sí, soy yo",
        ["step-no"] = "No, rechazar",
        ["not-found"] = "Ese pago no existe.",
        ["card_number_invalid"] = "Esto no es un número de tarjeta.",
        ["card_not_a_test_card"] = "Aquí solo sirven las tarjetas de prueba de abajo. Nunca escribas una tarjeta real.",
        ["card_expiry_invalid"] = "Escribe un mes y año que no hayan pasado, como 08/30.",
        ["card_cvc_invalid"] = "El código tiene tres o cuatro dígitos.",
        ["insufficient_funds"] = "La tarjeta no tiene fondos suficientes. Prueba con otra.",
        ["expired_card"] = "La tarjeta está vencida. Prueba con otra.",
        ["generic_decline"] = "La tarjeta fue rechazada. Prueba con otra.",
        ["authentication_failed"] = "Tu banco no pudo confirmar que eres tú. No se cobró nada.",
        ["gateway_error"] = "La pasarela falló, como quiere esta tarjeta de prueba.",
    });
    static readonly Texts Portuguese = new("pt", new Dictionary<string, string>
    {
        ["sandbox"] = "Ambiente de teste: aqui não se movimenta dinheiro de verdade. Nunca digite um cartão real.",
        ["pay"] = "Pagar",
        ["paying"] = "Você está pagando",
        ["reference"] = "Referência",
        ["number"] = "Número do cartão",
        ["expiry"] = "Validade (MM/AA)",
        ["cvc"] = "Código de segurança",
        ["holder"] = "Nome no cartão",
        ["cards"] = "Cartões de teste",
        ["cards-how"] = "Escolha um: ele preenche o formulário.",
        ["back"] = "Voltar à loja",
        ["paid"] = "Este pagamento foi feito.",
        ["canceled"] = "Este pagamento foi cancelado. Nada foi cobrado.",
        ["processing"] = "O pagamento está sendo feito. Atualize em um momento.",
        ["transfer"] = "Transferência bancária",
        ["transfer-how"] = "Transfira o valor exato com esta referência.",
        ["bank"] = "Banco",
        ["account"] = "Conta",
        ["account-holder"] = "Titular",
        ["transfer-now"] = "Fazer a transferência agora",
        ["step"] = "Confirme que é você",
        ["step-how"] = "Seu banco quer saber se é você quem paga.",
        ["step-yes"] = "Sim, sou eu",
        ["step-no"] = "Não, recusar",
        ["not-found"] = "Esse pagamento não existe.",
        ["card_number_invalid"] = "Isto não é um número de cartão.",
        ["card_not_a_test_card"] = "Aqui só valem os cartões de teste abaixo. Nunca digite um cartão real.",
        ["card_expiry_invalid"] = "Digite um mês e ano que ainda não passaram, como 08/30.",
        ["card_cvc_invalid"] = "O código tem três ou quatro dígitos.",
        ["insufficient_funds"] = "O cartão não tem saldo suficiente. Tente outro.",
        ["expired_card"] = "O cartão está vencido. Tente outro.",
        ["generic_decline"] = "O cartão foi recusado. Tente outro.",
        ["authentication_failed"] = "Seu banco não conseguiu confirmar que é você. Nada foi cobrado.",
        ["gateway_error"] = "O gateway falhou, como quer este cartão de teste.",
    });

    // After what it is made of.
    static readonly Texts[] All = [English, Spanish, Portuguese];
}

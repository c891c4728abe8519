using System.Globalization;
using System.Xml;
using Microsoft.Extensions.Configuration;

namespace Feria.Payments;

/// <summary>One transfer of a file: to whom, how much, and what the store's bank shows.</summary>
public sealed record Transfer(Guid Payout, BankAccount To, Money Amount, string Says);

/// <summary>A way of telling a bank what to pay.</summary>
public interface IPayoutFormat
{
    string Name { get; }
    string ContentType { get; }
    string Extension { get; }

    void Write(Stream to, PayoutFile file, IReadOnlyList<Transfer> transfers);
}

/// <summary>A list for whoever types transfers by hand, or imports them somewhere.</summary>
sealed class TransferList : IPayoutFormat
{
    public string Name => "list";
    public string ContentType => "text/csv; charset=utf-8";
    public string Extension => "csv";

    public void Write(Stream to, PayoutFile file, IReadOnlyList<Transfer> transfers)
    {
        using var writer = new StreamWriter(to, leaveOpen: true);
        writer.Write(Csv.Line(["payout", "holder", "bank", "account", "amount", "currency", "says"]));
        foreach (var one in transfers)
            writer.Write(Csv.Line([
                $"{one.Payout}", Csv.Field(one.To.Holder), Csv.Field(one.To.Bank), Csv.Field(one.To.Account),
                Csv.Field(one.Amount), one.Amount.Currency, Csv.Field(one.Says)]));
    }
}

/// <summary>
/// Customer credit transfer initiation, ISO 20022 pain.001.001.03, one payment block. The payout's id is the end-to-end
/// reference, so that the bank's statement can be matched with it. <c>Feria:Payouts:Holder</c>, <c>Bank</c> and
/// <c>Account</c> name the account that pays.
/// </summary>
sealed class CreditTransfers(IConfiguration settings) : IPayoutFormat
{
    const string Space = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03";

    readonly BankAccount payer = BankAccount.Of(
        settings["Feria:Payouts:Holder"] ?? "Feria", settings["Feria:Payouts:Bank"] ?? "NOTPROVIDED",
        settings["Feria:Payouts:Account"] ?? "NOTPROVIDED");

    public string Name => "pain.001";
    public string ContentType => "application/xml";
    public string Extension => "xml";

    public void Write(Stream to, PayoutFile file, IReadOnlyList<Transfer> transfers)
    {
        using var xml = XmlWriter.Create(to, new XmlWriterSettings { Indent = true, CloseOutput = false });
        xml.WriteStartDocument();
        xml.WriteStartElement("Document", Space);
        xml.WriteStartElement("CstmrCdtTrfInitn");

        xml.WriteStartElement("GrpHdr");
        Say(xml, "MsgId", file.Id.ToString("N"));
        Say(xml, "CreDtTm", $"{file.MadeAt:yyyy-MM-ddTHH:mm:ssZ}");
        Sums(xml, transfers);
        Party(xml, "InitgPty", payer.Holder);
        xml.WriteEndElement();

        xml.WriteStartElement("PmtInf");
        Say(xml, "PmtInfId", file.Id.ToString("N"));
        Say(xml, "PmtMtd", "TRF");
        Sums(xml, transfers);
        Say(xml, "ReqdExctnDt", $"{file.MadeAt:yyyy-MM-dd}");
        Party(xml, "Dbtr", payer.Holder);
        Account(xml, "DbtrAcct", payer);
        Agent(xml, "DbtrAgt", payer.Bank);
        foreach (var transfer in transfers) Write(xml, transfer);
        xml.WriteEndElement();

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void Write(XmlWriter xml, Transfer transfer)
    {
        xml.WriteStartElement("CdtTrfTxInf");
        xml.WriteStartElement("PmtId");
        Say(xml, "EndToEndId", transfer.Payout.ToString("N"));
        xml.WriteEndElement();
        xml.WriteStartElement("Amt");
        xml.WriteStartElement("InstdAmt");
        xml.WriteAttributeString("Ccy", transfer.Amount.Currency);
        xml.WriteString(Csv.Field(transfer.Amount));
        xml.WriteEndElement();
        xml.WriteEndElement();
        Agent(xml, "CdtrAgt", transfer.To.Bank);
        Party(xml, "Cdtr", transfer.To.Holder);
        Account(xml, "CdtrAcct", transfer.To);
        xml.WriteStartElement("RmtInf");
        Say(xml, "Ustrd", transfer.Says);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void Sums(XmlWriter xml, IReadOnlyList<Transfer> transfers)
    {
        Say(xml, "NbOfTxs", transfers.Count.ToString(CultureInfo.InvariantCulture));
        Say(xml, "CtrlSum", Csv.Field(transfers.Select(one => one.Amount).Aggregate((sum, one) => sum + one)));
    }

    static void Party(XmlWriter xml, string name, string holder)
    {
        xml.WriteStartElement(name);
        Say(xml, "Nm", holder);
        xml.WriteEndElement();
    }

    static void Account(XmlWriter xml, string name, BankAccount account)
    {
        xml.WriteStartElement(name);
        xml.WriteStartElement("Id");
        if (account.IsIban) Say(xml, "IBAN", account.Account);
        else
        {
            xml.WriteStartElement("Othr");
            Say(xml, "Id", account.Account);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    // A BIC has eight letters or eleven; any other is the bank's number in its country.
    static void Agent(XmlWriter xml, string name, string bank)
    {
        xml.WriteStartElement(name);
        xml.WriteStartElement("FinInstnId");
        if (bank.Length is 8 or 11 && bank[..6].All(char.IsAsciiLetterUpper) && bank != "NOTPROVIDED")
            Say(xml, "BIC", bank);
        else
        {
            xml.WriteStartElement("Othr");
            Say(xml, "Id", bank);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void Say(XmlWriter xml, string name, string text) => xml.WriteElementString(name, text);
}

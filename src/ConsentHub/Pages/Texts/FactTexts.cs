using ConsentHub.Pages.Notices;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages.Texts;

/// <summary>Writes the codes of a notice as text.</summary>
internal static class FactTexts
{
    public static string Basis(this UiTexts words, LegalBasis basis) => words.Text($"basis{basis}");

    public static string Country(this UiTexts words, string code) => CountryNames.Of(code, words.Lang);

    /// <summary>"Canada (adequacy decision), United States (standard contractual clauses)".</summary>
    public static string Countries(this UiTexts words, IEnumerable<Transfer> transfers) =>
        string.Join(", ", transfers.Select(t => $"{words.Country(t.Country)} ({words.Text($"safeguard{t.Safeguard}")})"));

    /// <summary>What the site says about selling and sharing, and how to refuse it.</summary>
    public static string Sale(this UiTexts words, DataSale sale) =>
        sale == DataSale.None ? words.Text("saleNone") : $"{words.Text($"sale{sale}")} {words.Text("saleRefuse")}";

    /// <summary>"7 years after the case is closed (a legal obligation)".</summary>
    public static string Kept(this UiTexts words, RetentionView data)
    {
        var time = data switch
        {
            { Period: { } period, After: { } begin } => words.Text($"after{begin}", ("period", words.Duration(period))),
            { Period: { } period } => words.Duration(period),
            _ => data.WhileText ?? words.Text("whileAccount"),
        };
        return data.Basis is { } basis ? $"{time} ({words.Basis(basis)})" : time;
    }
}

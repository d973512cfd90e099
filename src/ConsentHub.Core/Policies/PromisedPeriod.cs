using System.Globalization;
using System.Text.RegularExpressions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Policies;

/// <summary>A period that a sentence promises for a duty.</summary>
/// <param name="Duty">What is kept or done: an entry of <see cref="Duties"/>.</param>
/// <param name="Words">The period in the policy's own words.</param>
/// <param name="Iso">The period in ISO 8601, such as <c>P12M</c>; null for business days and for a placeholder.</param>
/// <param name="Least">The policy keeps data at least this long.</param>
internal sealed partial record PromisedPeriod(string Duty, string Words, string? Iso, bool Least, bool IsRange, PolicySentence Sentence)
{
    /// <summary>Duty of answering a request for deletion; not a class of data.</summary>
    public const string DeletionRequest = "deletion_request";

    /// <summary>Duty of overwriting backups.</summary>
    public const string Backups = "backups";

    /// <summary>Each duty, with the words that mark a sentence about it. The first match counts.</summary>
    public static readonly IReadOnlyList<(string Duty, Regex Words)> Duties =
    [
        (Backups, BackupWords()), (DeletionRequest, Request()), ("inactive_account", Inactive()), ("archive", Archive()), ("marketing", Marketing()),
        ("billing", Billing()), ("support", Support()), ("call_history", Calls()), ("analytics", Analytics()), ("logs", Logs()), ("account", Account()),
    ];

    /// <summary>Whether the id of a retention class in the site file contains words of this duty.</summary>
    public bool IsAbout(RetentionClass @class) =>
        Duties.FirstOrDefault(d => d.Duty != DeletionRequest && d.Words.IsMatch(@class.Id.Replace('_', ' '))).Duty == Duty;

    public static IEnumerable<PromisedPeriod> Of(PolicyText policy) => policy.Sentences.Where(s => Keeping().IsMatch(s.Text)).SelectMany(In);

    private static IEnumerable<PromisedPeriod> In(PolicySentence sentence)
    {
        var duty = Duties.FirstOrDefault(d => d.Words.IsMatch(sentence.Text)).Duty ?? "";
        foreach (Match match in Length().Matches(sentence.Text))
        {
            var iso = match.Groups["business"].Success || !match.Groups["n"].Success ? null : Iso8601(match);
            // A length above the limit of a site file's periods gets no value, because no class in a site file can equal it.
            iso = Period.TryParse(iso, out _) ? iso : null;
            yield return new PromisedPeriod(duty, match.Groups["period"].Value, iso, match.Groups["least"].Success, match.Groups["to"].Success, sentence);
        }
    }

    /// <param name="match">With the groups <c>n</c>, <c>unit</c> and, for a range, <c>to</c>.</param>
    public static string Iso8601(Match match)
    {
        string[] words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
        var text = (match.Groups["to"].Success ? match.Groups["to"] : match.Groups["n"]).Value.ToLowerInvariant();
        var number = Array.IndexOf(words, text) is >= 0 and var word ? word : int.Parse(text, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value.ToLowerInvariant() switch
        {
            "hour" => $"PT{number}H",
            "day" => $"P{number}D",
            "week" => $"P{number}W",
            "month" => $"P{number}M",
            _ => $"P{number}Y",
        };
    }

    [GeneratedRegex(@"\b(?:retain|retention|kept|keep|stor(?:e|ed|age)|maintain|delet|eras|remov|purg|archiv|process|expir|remain)\w*", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Keeping();

    /// <summary>A number of hours, days or longer units that is not an age, or a placeholder where the number should be.</summary>
    [GeneratedRegex(@"(?:(?<least>at least|minimum(?: of)?|no less than|not less than)\s+)?(?<period>(?:(?<n>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\s*(?:-|–|to)\s*(?<to>\d{1,4}))?(?:\s*\(\d+\))?[\s-]+(?<business>(?:business|working)\s+)?(?<unit>hour|day|week|month|year)s?\b(?!\s+(?:of age|old))|(?<=within\s)\[[^\]]{2,60}\]))", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Length();

    [GeneratedRegex(@"\bback-?ups?\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex BackupWords();

    [GeneratedRegex(@"\bdelet\w*\b.{0,80}\brequest|\brequest\w*\b.{0,80}\b(?:delet|eras)\w*|\brequests? (?:is|are|will be) (?:processed|completed|fulfilled)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Request();

    [GeneratedRegex(@"\binactiv\w*", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inactive();

    [GeneratedRegex(@"\barchiv\w*", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Archive();

    [GeneratedRegex(@"\bmarketing\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Marketing();

    [GeneratedRegex(@"\b(?:billing|invoices?|payment records?)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Billing();

    [GeneratedRegex(@"\b(?:support (?:data|cases?|requests?|tickets?)|case closure)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Support();

    [GeneratedRegex(@"\bcall (?:history|records?|logs?)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Calls();

    [GeneratedRegex(@"\b(?:analytics|statistics|usage data)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Analytics();

    [GeneratedRegex(@"\b(?:log files?|logs|server logs?)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Logs();

    [GeneratedRegex(@"\baccount (?:data|information|details|records?)\b|\b(?:active|open|closed) accounts?\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Account();
}

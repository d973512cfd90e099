using System.Globalization;
using System.Text;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>Writes docs/promises.md from the table and the tests.</summary>
internal static class PromisePage
{
    public const string Path = "docs/promises.md";

    private const string Introduction = """
        # What five policies promise, and what keeps it

        Five of the site files in `sites/` are modelled on published privacy policies. This page lists what those policies promise, in our own words, and what ConsentHub does about it. A test writes the page from a table and fails if a claim has no test.

        | status | means | rows |
        |---|---|---|

        """;

    private static readonly (PromiseStatus Status, string Name, string Meaning)[] Statuses =
    [
        (PromiseStatus.Works, "works", "the hub or the banner does it; the tests show it"),
        (PromiseStatus.Shown, "shown", "visitors are shown it, as the promise requires; the tests show it"),
        (PromiseStatus.Flagged, "flagged", "the policy leaves something open, or contradicts itself or the law, and [the policy check](policy-check.md) or the hub says so"),
        (PromiseStatus.Partly, "partly", "the tests show a part; the row says what is missing"),
        (PromiseStatus.NotYet, "not yet", "nothing does it so far; the row says what is missing"),
        (PromiseStatus.Cannot, "cannot", "no software can; the row says why"),
    ];

    private const string Rows = """

        Many rows are about data that the site itself keeps: accounts, calls, bills. The hub itself keeps only consent records. Once a site file names the system that holds a class of data, the hub [hands out duties to it](connectors.md) and records what it says. It can't see whether the data is gone. The shipped files name no system, since their policies name none; the tests of these rows add one.

        """;

    public static string Write(IReadOnlyList<PromiseRow> rows, IReadOnlyList<NumberedTest> tests)
    {
        var page = new StringBuilder(Introduction);
        foreach (var (status, name, meaning) in Statuses)
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {meaning} | {rows.Count(row => row.Status == status)} |\n");

        page.Append(Rows);
        foreach (var policy in rows.GroupBy(row => row.Number[..row.Number.IndexOf('.', StringComparison.Ordinal)]))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {Heading(policy.Key, policy.First().Sites)}\n\n| row | site | promise | status | tests, and what is missing |\n|---|---|---|---|---|\n");
            foreach (var row in policy)
                page.Append(CultureInfo.InvariantCulture, $"| {row.Number} | {row.Sites} | {row.Promise} | {NameOf(row.Status)} | {string.Join("<br>", Shown(row, tests))} |\n");
        }

        return page.ToString();
    }

    private static string Heading(string policy, string site) =>
        policy == PromiseTable.SeveralPolicies ? "What the policy check finds in several policies" : ShippedSite.Read(site).Name;

    private static string NameOf(PromiseStatus status) => Statuses.Single(s => s.Status == status).Name;

    private static string[] Shown(PromiseRow row, IEnumerable<NumberedTest> tests) =>
    [
        .. row.Reason is { } reason ? new[] { reason } : [],
        .. tests.Where(test => test.Number == row.Number).Select(test => $"[{test.Name.Replace('_', ' ')}](../{test.File})").Distinct(StringComparer.Ordinal),
    ];
}

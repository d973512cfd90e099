using System.Globalization;

namespace ConsentHub.Sites.Publishing;

/// <summary>The result of a publication, for the audit trail.</summary>
internal static class PublicationAuditText
{
    public static string Of(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Published p => $"version {Number(p.Version)}{(p.Material ? ", asks visitors again" : "")}",
        PublishOutcome.Announced a => $"announced version {Number(a.Version)} for {Rfc3339.Of(a.From)}{(a.Material ? " that asks visitors again" : "")}",
        PublishOutcome.Withdrawn w => $"withdrew the version announced for {Rfc3339.Of(w.From)}",
        PublishOutcome.SettingsChanged s => $"settings beside version {Number(s.Version)}",
        PublishOutcome.Unchanged u => $"unchanged, version {Number(u.Version)}",
        _ => throw new ArgumentException($"{outcome.GetType().Name} published nothing.", nameof(outcome)),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

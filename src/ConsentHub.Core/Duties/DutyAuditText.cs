using System.Globalization;

namespace ConsentHub.Duties;

/// <summary>The details of the audit entries of events and acknowledgements. They name no subject.</summary>
internal static class DutyAuditText
{
    /// <summary>"3 events, 1 known, 4 duties": of three events, one was stored before.</summary>
    public static string Added(EventsOutcome.Stored stored)
    {
        var events = stored.Added + stored.Known;
        return string.Create(
            CultureInfo.InvariantCulture, $"{events} {(events == 1 ? "event" : "events")}, {stored.Known} known, {stored.Duties} {(stored.Duties == 1 ? "duty" : "duties")}");
    }

    /// <summary>"leaf 812: call_history by crm, kept".</summary>
    public static string Acknowledged(long leaf, Duty duty, DutyOutcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"leaf {leaf}: {duty.Class} by {duty.HeldBy}, {WireNames<DutyOutcome>.Of(outcome)}");
}

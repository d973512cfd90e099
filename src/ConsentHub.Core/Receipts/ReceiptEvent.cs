using System.Text.Json.Nodes;
using ConsentHub.Consents;

namespace ConsentHub.Receipts;

/// <summary>Writes the choice as an event of ISO/IEC TS 27560: time, validity, actor, method and outcome.</summary>
internal static class ReceiptEvent
{
    public static JsonObject Write(JsonObject record, JsonObject notice)
    {
        var action = SealedChoice.ActionOf(record);
        var grants = SealedChoice.GrantsAnything(record, notice);
        if (!Rfc3339.TryParse(record.Text("decidedAt"), out var decidedAt))
            throw new ArgumentException("A sealed record has a time of decision.", nameof(record));

        var written = new JsonObject
        {
            ["time"] = Rfc3339.Of(decidedAt),
            ["validUntil"] = Rfc3339.Of(decidedAt.AddSeconds(notice.Object("reask").Number(grants ? "granted" : "refused"))),
            ["entity"] = action switch
            {
                ConsentAction.Guardian => "guardian",
                ConsentAction.Renew or ConsentAction.Import => "controller",
                _ => "principal",
            },
        };
        // Under these actions nobody was asked for consent: a signal only refuses, and a renewal or an import repeats an earlier choice.
        if (action is not (ConsentAction.Gpc or ConsentAction.Renew or ConsentAction.Import))
            written["type"] = Dpv.ExpressedConsent;

        written["state"] = Dpv.ConsentState(grants, action);
        return written;
    }
}

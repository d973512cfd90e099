using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Receipts;
using ConsentHub.Requests;
using ConsentHub.Sites;

namespace ConsentHub.Intake;

/// <summary>The sealed statements about answers, each with the proof that it is in the site's log.</summary>
internal sealed class RequestStatements(IDutyStore duties, ReceiptIssuer receipts)
{
    /// <returns>Null while the request is open.</returns>
    public async Task<JsonObject?> FindAsync(Site site, PrivacyRequest request, CancellationToken ct) =>
        request.ClosedAt is not null && await duties.FindStatementAsync(site.Number, request.Id, heldBy: null, ct) is { } statement
            ? await receipts.StateAsync(site, statement, ct) : null;
}

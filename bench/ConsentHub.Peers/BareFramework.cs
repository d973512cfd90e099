using System.Text;

namespace ConsentHub.Peers;

/// <summary>Minimal API endpoints that do nothing: the highest rate of responses that the framework reaches on a machine.</summary>
internal static class BareFramework
{
    public static void Map(WebApplication app)
    {
        var answer = new Stored(
            Guid.Empty, "v1AAAAAAAAAAAAAAAAAAAAAA", 1, new() { ["auth"] = true, ["preferences"] = false, ["analytics"] = false, ["marketing"] = false },
            "reject_all", "banner", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, new string('A', 44),
            $"/v1/sites/s01/consents/{Guid.Empty}/receipt");
        app.MapGet("/health/live", () => Results.Text("alive"));

        // Parses the same body and returns as many bytes.
        app.MapPost("/v1/sites/{site}/consents", (string site, Choice choice) => Results.Json(answer with { Id = choice.Id }, ChoiceJson.Default.Stored, statusCode: 201));
        app.MapGet("/v1/sites/{site}/consent", (string site) => Results.Json(answer, ChoiceJson.Default.Stored));

        // A constant response of a given size.
        var constants = new Dictionary<int, byte[]>();
        app.MapGet("/constant/{size:int}", (int size) =>
        {
            lock (constants)
            {
                if (!constants.TryGetValue(size, out var body))
                    constants.Add(size, body = Encoding.ASCII.GetBytes(new string('x', size)));

                return Results.Bytes(body, "text/plain");
            }
        });
    }
}

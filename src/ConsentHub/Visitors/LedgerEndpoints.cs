using System.Globalization;
using ConsentHub.Http;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;

namespace ConsentHub.Visitors;

/// <summary>Endpoints of a site's public log: C2SP tlog-tiles without entry bundles, because entries are personal data.</summary>
internal static class LedgerEndpoints
{
    private const string ForAShortWhile = "public, max-age=5", Immutable = "public, max-age=31536000, immutable";

    public static void MapLedger(this WebApplication app)
    {
        var log = app.MapGroup("/ledger/{site}").AddEndpointFilter<SiteFilter>().AddEndpointFilter(OpenToAll).WithTags("Ledger");
        log.MapGet("/checkpoint", CheckpointAsync)
            .Produces<string>(200, "text/plain").ProducesProblems(404).WithName("getCheckpoint").WithSummary("The signed size and root hash of the log (C2SP tlog-checkpoint)");
        log.MapGet("/tile/{**path}", TileAsync)
            .Produces<byte[]>(200, "application/octet-stream").ProducesProblems(404).WithName("getTile").WithSummary("A tile of hashes of the log (C2SP tlog-tiles); a full tile never changes");
        log.MapGet("/key", KeyAsync)
            .Produces<string>(200, "text/plain").ProducesProblems(404).WithName("getVerifierKeys").WithSummary("Keys that verify the log's checkpoints, one per line, the current key first (C2SP signed-note)");
    }

    private static async Task<IResult> CheckpointAsync(HttpContext context, LedgerPublisher publisher)
    {
        if (await publisher.CheckpointAsync(context.Site().Number, context.RequestAborted) is not { } note)
            return NoLog();

        context.Response.Headers.CacheControl = ForAShortWhile;
        return TypedResults.Text(note.ToString(), "text/plain; charset=utf-8");
    }

    private static async Task<IResult> TileAsync(HttpContext context, string path, ILedgerStore store)
    {
        if (!Tile.TryParse(path, out var tile, out var width))
            return Problems.Of(404, "no_tile", "This is not the address of a tile, such as /tile/0/x001/234 or /tile/0/x001/234.p/5.");

        if (await store.ReadTileAsync(context.Site().Number, tile, width, context.RequestAborted) is not { } hashes)
            return Problems.Of(404, "no_tile", $"This tile has fewer than {width.ToString(CultureInfo.InvariantCulture)} hashes so far.");

        context.Response.Headers.CacheControl = Immutable;
        return TypedResults.Bytes(hashes, "application/octet-stream");
    }

    private static async Task<IResult> KeyAsync(HttpContext context, LedgerPublisher publisher)
    {
        var keys = await publisher.KeysAsync(context.Site().Number, context.RequestAborted);
        if (keys.Count == 0)
            return NoLog();

        context.Response.Headers.CacheControl = ForAShortWhile;
        return TypedResults.Text(string.Join('\n', keys) + "\n", "text/plain; charset=utf-8");
    }

    private static IResult NoLog() => Problems.Of(404, "no_log", "The log of this site has no entry yet.");

    private static ValueTask<object?> OpenToAll(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return next(context);
    }
}

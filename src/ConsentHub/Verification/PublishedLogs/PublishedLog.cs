using System.Net;
using ConsentHub.Ledger;
using ConsentHub.Verification.Receipts;

namespace ConsentHub.Verification.PublishedLogs;

/// <summary>Reads a published log over HTTP: checkpoint, keys and tiles (C2SP tlog-tiles).</summary>
/// <remarks>The server is not trusted: sizes and times are limited, and redirects are refused.</remarks>
internal sealed class PublishedLog : ITileSource, IDisposable
{
    private const int MaxText = SignedNote.MaxBytes;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient client;
    private readonly string address;

    /// <param name="address">The URL of the log, such as <c>https://hub.example/ledger/shop</c>.</param>
    public PublishedLog(Uri address)
    {
        this.address = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience, MaxResponseContentBufferSize = MaxText };
    }

    /// <exception cref="PublishedLogException">The checkpoint can't be fetched or parsed.</exception>
    public async Task<(SignedNote Note, Checkpoint Checkpoint)> CheckpointAsync(CancellationToken ct) =>
        PlainText.TryRead(await GetAsync("checkpoint", ct), out var text) && SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? (note, checkpoint) : throw new PublishedLogException($"{address}/checkpoint is not a signed checkpoint");

    /// <exception cref="PublishedLogException">The keys can't be fetched or parsed.</exception>
    public async Task<IReadOnlyList<VerifierKey>> KeysAsync(CancellationToken ct) =>
        GivenKeys.Parse(await GetAsync("key", ct)) ?? throw new PublishedLogException($"{address}/key has a line that is not a verifier key");

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct)
    {
        var hashes = await GetAsync($"tile/{tile.Path(width)}", ct);
        return hashes.Length == width * TreeHash.Size
            ? hashes : throw new PublishedLogException($"tile {tile.Path(width)} has {hashes.Length} bytes instead of {width * TreeHash.Size}");
    }

    public void Dispose() => client.Dispose();

    private async Task<byte[]> GetAsync(string path, CancellationToken ct)
    {
        var url = $"{address}/{path}";
        try
        {
            using var response = await client.GetAsync(new Uri(url), ct);
            if (response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
                throw new PublishedLogException($"{url} redirects to {response.Headers.Location}; if you trust that URL, use it instead");
            if (response.StatusCode != HttpStatusCode.OK)
                throw new PublishedLogException($"{url} returned {(int)response.StatusCode} instead of 200");

            return await response.Content.ReadAsByteArrayAsync(ct);
        }
        catch (HttpRequestException e)
        {
            throw new PublishedLogException($"{url} can't be read: {e.Message}");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PublishedLogException($"{url} did not respond within {Patience.TotalSeconds:F0} seconds");
        }
    }
}

/// <summary>An error of a published log, in one line.</summary>
internal sealed class PublishedLogException(string message) : Exception(message);

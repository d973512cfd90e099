using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Hosting;

/// <summary>A fixed answer, compressed once, with a strong validator for each of its codings.</summary>
internal sealed class ServedBody
{
    private readonly string contentType;
    private readonly Coding[] codings;

    public ServedBody(byte[] identity, string contentType)
    {
        this.contentType = contentType;
        var tag = Convert.ToHexStringLower(SHA256.HashData(identity).AsSpan(0, 12));
        codings =
        [
            new("br", Compress(identity, s => new BrotliStream(s, CompressionLevel.SmallestSize)), $"\"{tag}-br\""),
            new("gzip", Compress(identity, s => new GZipStream(s, CompressionLevel.SmallestSize)), $"\"{tag}-gz\""),
            new(null, identity, $"\"{tag}\""),
        ];
    }

    public Task WriteAsync(HttpContext context)
    {
        var coding = Choose(context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, "Accept-Encoding");
        headers.ETag = coding.Tag;
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && Matches(known))
        {
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        headers.ContentType = contentType;
        headers.ContentLength = coding.Body.Length;
        if (coding.Name is not null)
            headers.ContentEncoding = coding.Name;

        return context.Response.Body.WriteAsync(coding.Body, 0, coding.Body.Length, context.RequestAborted);
    }

    /// <summary>Any coding of the same bytes is the same to a cache that asks.</summary>
    private bool Matches(Microsoft.Extensions.Primitives.StringValues ifNoneMatch) =>
        ifNoneMatch.Any(v => v is not null && v.Split(',').Any(t => t.Trim() is var tag && (tag == "*" || codings.Any(c => c.Tag == tag))));

    private Coding Choose(string accepted) => accepted.Length == 0 ? codings[^1] :
        codings.First(c => c.Name is null || StringWithQualityHeaderValue.TryParseList([accepted], out var list)
            && list.Any(v => v.Value.Equals(c.Name, StringComparison.OrdinalIgnoreCase) && v.Quality is null or > 0));

    private static byte[] Compress(byte[] body, Func<Stream, Stream> open)
    {
        using var target = new MemoryStream();
        using (var stream = open(target))
            stream.Write(body);

        return target.ToArray();
    }

    private sealed record Coding(string? Name, byte[] Body, string Tag);
}

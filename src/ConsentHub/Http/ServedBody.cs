using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Http;

/// <summary>A fixed response body. Each content coding has its own strong ETag, and is computed at its first request.</summary>
internal sealed class ServedBody
{
    /// <summary>Maximum length of <c>Accept-Encoding</c>. No browser sends more; a longer header is ignored.</summary>
    private const int LongestHeader = 256;

    private readonly string contentType;
    private readonly string tag;
    private readonly Coding[] codings;

    /// <param name="budget">The time budget for compression; null for a fixed set of responses, which always use the highest level.</param>
    public ServedBody(byte[] identity, string contentType, CompressionBudget? budget = null)
    {
        this.contentType = contentType;
        tag = '"' + Convert.ToHexStringLower(SHA256.HashData(identity).AsSpan(0, 12));
        codings =
        [
            new Compressed(identity, budget, "br", tag + "-br", (s, level) => new BrotliStream(s, level)),
            new Compressed(identity, budget, "gzip", tag + "-gz", (s, level) => new GZipStream(s, level)),
            new Plain(new Packed(identity, tag + '"', IsSmallest: true)),
        ];
    }

    public Task WriteAsync(HttpContext context)
    {
        var coding = Choose(context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, "Accept-Encoding");
        // If-None-Match may name the ETag of any coding of this body.
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && known.ToString() is var tags && (tags == "*" || tags.Contains(tag, StringComparison.Ordinal)))
        {
            headers.ETag = coding.Pack().Tag;
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        var packed = coding.Pack();
        headers.ETag = packed.Tag;
        headers.ContentType = contentType;
        headers.ContentLength = packed.Body.Length;
        if (coding.Name is not null)
            headers.ContentEncoding = coding.Name;

        return context.Response.Body.WriteAsync(packed.Body, 0, packed.Body.Length, context.RequestAborted);
    }

    private Coding Choose(string accepted)
    {
        if (accepted.Length is 0 or > LongestHeader || !StringWithQualityHeaderValue.TryParseList([accepted], out var list))
            return codings[^1];

        return codings.First(c => c.Name is null || list.Any(v => v.Value.Equals(c.Name, StringComparison.OrdinalIgnoreCase) && v.Quality is null or > 0));
    }

    private sealed record Packed(byte[] Body, string Tag, bool IsSmallest);

    /// <param name="name">The name in <c>Content-Encoding</c>; null for none.</param>
    private abstract class Coding(string? name)
    {
        public string? Name => name;

        public abstract Packed Pack();
    }

    private sealed class Plain(Packed body) : Coding(null)
    {
        public override Packed Pack() => body;
    }

    private sealed class Compressed(byte[] identity, CompressionBudget? budget, string name, string tag, Func<Stream, CompressionLevel, Stream> open) : Coding(name)
    {
        private volatile Packed? packed;

        public override Packed Pack()
        {
            var known = packed;
            var maySpend = known?.IsSmallest != true && (budget is null || budget.HasSome);
            if (known is not null && !maySpend)
                return known;

            // The ETag includes the compression level, because the bytes differ between levels.
            if (maySpend)
            {
                var begun = TimeProvider.System.GetTimestamp();
                var smallest = new Packed(Compress(CompressionLevel.SmallestSize), tag + '"', IsSmallest: true);
                budget?.Spend(TimeProvider.System.GetElapsedTime(begun));
                return packed = smallest;
            }

            return packed = new Packed(Compress(CompressionLevel.Fastest), tag + "1\"", IsSmallest: false);
        }

        private byte[] Compress(CompressionLevel level)
        {
            using var target = new MemoryStream();
            using (var stream = open(target, level))
                stream.Write(identity);

            return target.ToArray();
        }
    }
}

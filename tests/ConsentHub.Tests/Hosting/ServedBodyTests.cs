using System.IO.Compression;
using System.Text;
using ConsentHub.Http;
using ConsentHub.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ConsentHub.Tests.Hosting;

/// <summary>Bodies made on request: compressed as well as time allows, and always with the same content.</summary>
public sealed class ServedBodyTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"notice {i * 7919 % 1000}, ")));
    private readonly Ticking clock = new();

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task While_the_budget_is_spent_a_response_is_larger_and_later_as_small_as_before(string coding)
    {
        var budget = new CompressionBudget(clock);
        var body = new ServedBody(Text, "text/plain", budget);
        var smallest = await GetAsync(new ServedBody(Text, "text/plain"), coding);

        budget.Spend(TimeSpan.FromSeconds(4));
        var quick = await GetAsync(body, coding);
        clock.Advance(TimeSpan.FromSeconds(11));
        var later = await GetAsync(body, coding);

        Assert.True(quick.Bytes.Length > smallest.Bytes.Length);
        Assert.Equal(smallest.Bytes, later.Bytes);
        Assert.Equal(smallest.Tag, later.Tag);
        Assert.NotEqual(quick.Tag, later.Tag);
        Assert.Equal(Text, Unpacked(quick.Bytes, coding));
        Assert.Equal(Text, Unpacked(later.Bytes, coding));
    }

    [Theory]
    [InlineData("*", 304)]
    [InlineData("\"another\"", 200)]
    [InlineData(null, 200)]
    public async Task A_copy_that_the_caller_has_is_not_sent(string? known, int status) =>
        Assert.Equal(status, (await GetAsync(new ServedBody(Text, "text/plain"), "br", known)).Status);

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task A_copy_in_any_coding_counts(string coding)
    {
        var body = new ServedBody(Text, "text/plain");

        Assert.Equal(304, (await GetAsync(body, "br", $"\"x\", {(await GetAsync(body, coding)).Tag}")).Status);
    }

    [Theory]
    [InlineData("gzip;q=0, br;q=0")]
    [InlineData("")]
    [InlineData("no header; at all,,;")]
    public async Task A_caller_that_accepts_no_coding_gets_none(string accepted) => Assert.Equal(Text, (await GetAsync(new ServedBody(Text, "text/plain"), accepted)).Bytes);

    [Fact]
    public async Task A_header_of_thousands_of_codings_is_not_read() =>
        Assert.Equal(Text, (await GetAsync(new ServedBody(Text, "text/plain"), "br" + string.Concat(Enumerable.Repeat(",br", 5000)))).Bytes);

    private static async Task<(int Status, byte[] Bytes, string Tag)> GetAsync(ServedBody body, string accepted, string? known = null)
    {
        var context = new DefaultHttpContext();
        using var written = new MemoryStream();
        context.Response.Body = written;
        context.Request.Headers.AcceptEncoding = accepted;
        if (known is not null)
            context.Request.Headers.IfNoneMatch = known;

        await body.WriteAsync(context);
        return (context.Response.StatusCode, written.ToArray(), context.Response.Headers.ETag.ToString());
    }

    private static byte[] Unpacked(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream(bytes);
        using Stream stream = coding == "br" ? new BrotliStream(packed, CompressionMode.Decompress) : new GZipStream(packed, CompressionMode.Decompress);
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }
}

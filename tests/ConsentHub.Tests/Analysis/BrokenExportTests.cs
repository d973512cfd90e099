using System.IO.Compression;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Analysis;

/// <summary>An export that can't be read to its end never looks complete.</summary>
public sealed class BrokenExportTests
{
    [Theory]
    [InlineData("csv", false)]
    [InlineData("ndjson", false)]
    [InlineData("csv", true)]
    public async Task An_export_that_fails_in_the_middle_breaks_the_connection(string format, bool gzip)
    {
        await using var hub = await HubWithLostNoticeAsync(records: 1500);
        using var analyst = hub.KeyedClient();
        if (gzip)
            analyst.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");

        // The reset may come before the headers or in the middle of the body; in both cases the response does not end
        // properly.
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var answer = await analyst.GetAsync($"/v1/sites/shop/records/export?format={format}", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(200, (int)answer.StatusCode);
            var body = await answer.Content.ReadAsStreamAsync();
            await using var plain = gzip ? new GZipStream(body, CompressionMode.Decompress) : body;
            await plain.CopyToAsync(Stream.Null);
        });

        Assert.True(error is HttpRequestException or IOException or InvalidDataException, error.ToString());
    }

    [Fact]
    public async Task An_export_that_fails_before_its_first_byte_is_a_problem()
    {
        await using var hub = await HubWithLostNoticeAsync(records: 2);
        using var analyst = hub.KeyedClient();
        var problem = await analyst.GetAsync("/v1/sites/shop/records/export").JsonAsync(500);
        Assert.Equal("internal_error", (string?)problem["code"]);
    }

    /// <summary>The last record names a notice that was never published.</summary>
    private static async Task<Hub> HubWithLostNoticeAsync(int records)
    {
        var hub = await Hub.StartAsync();
        foreach (var batch in Enumerable.Range(0, records).Chunk(250))
            await Task.WhenAll(batch.Select(_ => hub.Client.SendAsync(Choice.Body()).JsonAsync(201)));

        // Reading the log first merges all of it.
        await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        await using var connection = new SqliteConnection($"Data Source={hub.Folder.Database};Pooling=False");
        Assert.Equal(1, await connection.ExecuteAsync("UPDATE consent SET notice = 99 WHERE leaf = @last", new { last = records - 1 }));
        return hub;
    }
}

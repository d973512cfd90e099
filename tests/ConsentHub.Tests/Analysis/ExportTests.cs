using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using CsvHelper;

namespace ConsentHub.Tests.Analysis;

public sealed class ExportTests(FilledHub filled) : IClassFixture<FilledHub>
{
    private static readonly string[] Columns =
    [
        "recordId", "leafIndex", "recordedAt", "decidedAt", "site", "visitor", "notice", "noticeHash", "lang", "regionShown", "regionSeen", "model", "banner",
        "action", "source", "gpcShown", "gpcSeen", "previous", "page", "apiKey", "category.auth", "category.preferences", "category.analytics", "category.marketing",
        "category.community", "services",
    ];

    [Theory]
    [InlineData("/v1/sites/shop/records/export")]
    [InlineData("/v1/sites/shop/records/export/manifest")]
    [InlineData("/v1/admin/audit/export")]
    public async Task Over_a_protocol_that_can_not_show_a_broken_response_there_is_no_export(string call)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, call) { Version = new Version(1, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var admin = filled.Hub.KeyedClient();
        using var refused = await admin.SendAsync(request);

        Assert.Equal((426, "HTTP/1.1"), ((int)refused.StatusCode, refused.Headers.Upgrade.ToString()));
        Assert.Equal("http11_required", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]);
    }

    [Theory]
    [InlineData("1.0 proxy", 426)]
    [InlineData("1.1 edge, http/1.0 proxy (old)", 426)]
    [InlineData(", HTTP/1.1 nginx", 200)]
    [InlineData("2.0 edge, 1.1 proxy-1.0", 200)]
    public async Task A_proxy_that_got_the_request_over_such_a_protocol_gets_no_export(string via, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/records/export");
        Assert.True(request.Headers.TryAddWithoutValidation("Via", via));
        using var answer = await filled.Analyst.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Ndjson_is_what_was_posted_one_object_a_line()
    {
        var text = await filled.Analyst.GetStringAsync("/v1/sites/shop/records/export?format=ndjson");
        AnalysisCalls.SameRecords(filled.Posted, AnalysisCalls.ParseNdjson(text));
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_ndjson_has_the_very_bytes_of_the_general_writer()
    {
        var text = await filled.Analyst.GetStringAsync("/v1/sites/shop/records/export?format=ndjson");
        var plain = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonNode.Parse(line)!.ToJsonString(plain), line));
    }

    [Fact]
    public async Task Csv_read_by_another_program_is_what_was_posted()
    {
        var bytes = await filled.Analyst.GetByteArrayAsync("/v1/sites/shop/records/export?format=csv");

        // No byte order mark: it would become part of the first column's name.
        Assert.Equal((byte)'r', bytes[0]);
        AnalysisCalls.SameRecords(filled.Posted, ParseCsv(Encoding.UTF8.GetString(bytes)));
    }

    [Theory]
    [InlineData("csv", "text/csv; charset=utf-8; header=present")]
    [InlineData("ndjson", "application/x-ndjson")]
    public async Task An_export_has_a_media_type_and_a_file_name(string format, string type)
    {
        using var answer = await filled.Analyst.GetAsync($"/v1/sites/shop/records/export?format={format}");

        Assert.Equal(type, string.Join(", ", answer.Content.Headers.GetValues("Content-Type")));
        var today = filled.Hub.Clock!.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal($"attachment; filename=\"consents-shop-{today}.{format}\"", answer.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("nosniff", string.Join(", ", answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Filters_select_the_same_records_as_pages_do()
    {
        foreach (var query in new[] { "action=save", "category=community&granted=true", "region=SE&from=2026-03-03", "notice=2&source=api" })
        {
            var export = await filled.Analyst.GetStringAsync($"/v1/sites/shop/records/export?format=ndjson&{query}");
            AnalysisCalls.SameRecords((await filled.Analyst.PageAsync($"?{query}")).Records, AnalysisCalls.ParseNdjson(export));
        }
    }

    [Fact]
    public async Task An_export_stopped_in_the_middle_continues_after_the_last_complete_row()
    {
        using var whole = await filled.Analyst.GetAsync("/v1/sites/shop/records/export?format=ndjson&category=auth");
        var pattern = Assert.Single(whole.Headers.GetValues("Next-Cursor-Pattern"));
        var all = AnalysisCalls.ParseNdjson(await whole.Content.ReadAsStringAsync());

        var cursor = pattern.Replace("{leafIndex}", all[20].LeafIndex.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var rest = await filled.Analyst.GetStringAsync($"/v1/sites/shop/records/export?format=csv&category=auth&cursor={cursor}");
        AnalysisCalls.SameRecords(all.Skip(21), ParseCsv(rest));
    }

    [Fact]
    public async Task A_cursor_of_a_page_continues_as_an_export()
    {
        var page = await filled.Analyst.PageAsync("?limit=10");
        var rest = await filled.Analyst.GetStringAsync($"/v1/sites/shop/records/export?format=ndjson&cursor={page.Next}");
        AnalysisCalls.SameRecords(filled.Posted, page.Records.Concat(AnalysisCalls.ParseNdjson(rest)));
    }

    [Fact]
    public async Task An_empty_result_is_a_header_line_or_nothing_at_all()
    {
        Assert.Equal(string.Join(',', Columns) + "\r\n", await filled.Analyst.GetStringAsync("/v1/sites/shop/records/export?from=2031-01-01"));
        Assert.Equal("", await filled.Analyst.GetStringAsync("/v1/sites/shop/records/export?from=2031-01-01&format=ndjson"));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, GZIP;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("br", false)]
    [InlineData("", false)]
    public async Task Gzip_is_used_only_if_requested(string accepted, bool gzip)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/records/export");
        if (accepted.Length > 0)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var answer = await filled.Analyst.SendAsync(request);
        Assert.Equal(gzip ? ["gzip"] : [], answer.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        var body = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(gzip ? new GZipStream(body, CompressionMode.Decompress) : body);
        AnalysisCalls.SameRecords(filled.Posted, ParseCsv(await reader.ReadToEndAsync()));
    }

    internal static List<LoggedRecord> ParseCsv(string text)
    {
        using var csv = CsvReader.FromText(text, new CsvReaderOptions { Separator = ',', HasHeader = true });
        var records = new List<LoggedRecord>();
        while (csv.Read())
            records.Add(ReadRow(csv));

        Assert.Equal(Columns, csv.Headers);
        return records;
    }

    private static LoggedRecord ReadRow(CsvReader csv)
    {
        return new LoggedRecord(
            Cell("recordId"), long.Parse(Cell("leafIndex"), CultureInfo.InvariantCulture), Time("recordedAt"), Time("decidedAt"), Cell("site"), Cell("visitor"),
            int.Parse(Cell("notice"), CultureInfo.InvariantCulture), Cell("noticeHash"), Cell("lang"), Cell("regionShown"), Cell("regionSeen"),
            Word<ConsentModel>("model"), Cell("banner"), Word<ConsentAction>("action"), Word<ConsentSource>("source"), Bool("gpcShown"), Bool("gpcSeen"),
            Optional("previous"), Optional("page"), Optional("apiKey") is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : null,
            Columns.Where(c => c.StartsWith("category.", StringComparison.Ordinal) && Cell(c).Length > 0).ToDictionary(c => c["category.".Length..], Bool),
            JsonSerializer.Deserialize<Dictionary<string, bool>>(Cell("services"))!);

        // The only rule of the data dictionary: one leading apostrophe is removed.
        string Cell(string name) => csv.GetString(name) is ['\'', .. var rest] ? rest : csv.GetString(name);
        string? Optional(string name) => Cell(name) is { Length: > 0 } text ? text : null;
        bool Bool(string name) => JsonSerializer.Deserialize<bool>(Cell(name));
        DateTimeOffset Time(string name) => DateTimeOffset.ParseExact(Cell(name), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        T Word<T>(string name) => JsonSerializer.Deserialize<T>($"\"{Cell(name)}\"")!;
    }
}

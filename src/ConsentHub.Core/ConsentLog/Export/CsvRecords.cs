using System.Text;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.ConsentLog.Export;

/// <summary>Records as rows of CSV.</summary>
internal sealed class CsvRecords(Utf8Buffer buffer, ShownNotices notices) : IRecordWriter
{
    /// <summary>Those that every export has, in their order. In CSV there follow the categories, in NDJSON <c>choices</c>, then <c>services</c>.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "recordId", "leafIndex", "recordedAt", "decidedAt", "site", "visitor", "notice", "noticeHash", "lang", "regionShown", "regionSeen",
        "model", "banner", "action", "source", "gpcShown", "gpcSeen", "previous", "page", "apiKey",
    ];

    private readonly CsvCells cells = new(buffer);
    private readonly Utf8Buffer services = new();

    public void Begin()
    {
        foreach (var name in Columns)
            cells.Text(name);
        foreach (var category in notices.Categories)
            cells.Text("category." + category);

        cells.Text("services");
        cells.EndRow();
    }

    public void Write(ConsentRecord record, ShownNotice shown)
    {
        var content = record.Content;
        Span<byte> visitor = stackalloc byte[24];
        content.Visitor.Write(visitor);

        cells.Plain(content.Id);
        cells.Plain(record.LeafIndex);
        cells.Time(record.RecordedAt);
        cells.Time(record.DecidedAt);
        cells.Plain(notices.SiteKey);
        cells.Plain(visitor);
        cells.Plain(content.Notice);
        cells.Text(shown.Hash);
        cells.Text(content.Lang);
        cells.Text(content.Region);
        cells.Text(record.RegionSeen);
        cells.Plain(Utf8Words<ConsentModel>.Of(content.Model));
        cells.Hex(content.Banner);
        cells.Plain(Utf8Words<ConsentAction>.Of(content.Action));
        cells.Plain(Utf8Words<ConsentSource>.Of(content.Source));
        cells.Bool(content.Gpc);
        cells.Bool(record.GpcSeen);
        if (content.Previous is { } previous)
            cells.Plain(previous);
        else
            cells.Empty();

        cells.Text(content.Page ?? "");
        if (record.ApiKey is { } key)
            cells.Plain(key);
        else
            cells.Empty();

        WriteCategories(content.Granted, shown.Asked);
        WriteServices(content.Services);
        cells.EndRow();
    }

    private void WriteCategories(ulong granted, ulong asked)
    {
        for (var number = 0; number < notices.Categories.Count; number++)
        {
            var bit = 1UL << number;
            if ((asked & bit) == 0)
                cells.Empty();
            else
                cells.Bool((granted & bit) != 0);
        }
    }

    /// <summary>Ids need no escapes, so the object is put together from its parts.</summary>
    private void WriteServices(ServiceChoices choices)
    {
        if (choices.IsEmpty)
        {
            cells.Plain("{}"u8);
            return;
        }

        services.Clear();
        var separator = (byte)'{';
        foreach (var (number, granted) in choices.All())
        {
            services.Append(separator);
            services.Append((byte)'"');
            services.Advance(Encoding.ASCII.GetBytes(notices.Service(number), services.GetSpan(32)));
            services.Append(granted ? "\":true"u8 : "\":false"u8);
            separator = (byte)',';
        }

        services.Append((byte)'}');
        cells.Text(services.Written.Span);
    }
}

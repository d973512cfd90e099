using System.Text.Json;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Consents;

/// <summary>The members of a record as it is sealed and exported, in the order of an export; the sealed record sorts them by name.</summary>
/// <remarks>
/// Written in camel case. <see cref="LeafIndex"/> is exported but not sealed; the last two members are sealed but not exported.
/// docs/data-dictionary.md explains each.
/// </remarks>
internal enum RecordMember
{
    RecordId,
    LeafIndex,
    RecordedAt,
    DecidedAt,
    Site,
    Visitor,
    Notice,
    NoticeHash,
    Lang,
    RegionShown,
    RegionSeen,
    Model,
    Banner,
    Action,
    Source,
    GpcShown,
    GpcSeen,
    Previous,
    Page,
    ApiKey,
    Choices,
    Services,
    Type,
    V,
}

/// <summary>One record as pages and NDJSON carry it; docs/data-dictionary.md explains each field.</summary>
internal sealed record LoggedRecord(
    string RecordId, long LeafIndex, DateTimeOffset RecordedAt, DateTimeOffset DecidedAt, string Site, string Visitor, int Notice, string NoticeHash,
    string Lang, string RegionShown, string RegionSeen, ConsentModel Model, string Banner, ConsentAction Action, ConsentSource Source,
    bool GpcShown, bool GpcSeen, string? Previous, string? Page, long? ApiKey, IReadOnlyDictionary<string, bool> Choices, IReadOnlyDictionary<string, bool> Services);

/// <summary>What each member of a record holds. Only this class takes the members from a record.</summary>
internal static class RecordMembers
{
    public const string Type = "consent";
    public const int Version = 1;

    private static readonly RecordMember[] All = Enum.GetValues<RecordMember>();

    private static readonly string[] Names = [.. All.Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.ToString()))];

    /// <summary>The members of an export, in their order.</summary>
    public static readonly RecordMember[] Exported = [.. All.Where(member => member <= RecordMember.Services)];

    /// <summary>The members that are sealed, in the order of canonical JSON.</summary>
    public static readonly RecordMember[] Sealed = [.. All.Where(member => member != RecordMember.LeafIndex).OrderBy(NameOf, StringComparer.Ordinal)];

    public static string NameOf(RecordMember member) => Names[(int)member];

    /// <summary>The kind of value that the member has in JSON. If the record has no value, an export omits the member or writes null.</summary>
    public static JsonValueKind KindOf(RecordMember member) => member switch
    {
        RecordMember.LeafIndex or RecordMember.Notice or RecordMember.ApiKey or RecordMember.V => JsonValueKind.Number,
        RecordMember.GpcShown or RecordMember.GpcSeen => JsonValueKind.True,
        RecordMember.Choices or RecordMember.Services => JsonValueKind.Object,
        _ => JsonValueKind.String,
    };

    /// <summary>Writes a record's members to an output format.</summary>
    /// <param name="shown">What the visitor of this record was shown.</param>
    public static void Write<TForm>(TForm to, RecordMember[] members, ConsentRecord record, ShownNotice shown)
        where TForm : struct, IRecordForm
    {
        var content = record.Content;
        foreach (var member in members)
        {
            switch (member)
            {
                case RecordMember.RecordId:
                    to.Id(member, content.Id);
                    break;
                case RecordMember.LeafIndex:
                    to.Number(member, record.LeafIndex);
                    break;
                case RecordMember.RecordedAt:
                    to.Time(member, record.RecordedAt);
                    break;
                case RecordMember.DecidedAt:
                    to.Time(member, record.DecidedAt);
                    break;
                case RecordMember.Site:
                    to.Word(member, shown.Site);
                    break;
                case RecordMember.Visitor:
                    to.Visitor(member, content.Visitor);
                    break;
                case RecordMember.Notice:
                    to.Number(member, content.Notice);
                    break;
                case RecordMember.NoticeHash:
                    to.Hash(member, shown.Hash);
                    break;
                case RecordMember.Lang:
                    to.Code(member, content.Lang);
                    break;
                case RecordMember.RegionShown:
                    to.Code(member, content.Region);
                    break;
                case RecordMember.RegionSeen:
                    to.Code(member, record.RegionSeen);
                    break;
                case RecordMember.Model:
                    to.Word(member, Utf8Words<ConsentModel>.Of(content.Model));
                    break;
                case RecordMember.Banner:
                    to.Hex(member, content.Banner);
                    break;
                case RecordMember.Action:
                    to.Word(member, Utf8Words<ConsentAction>.Of(content.Action));
                    break;
                case RecordMember.Source:
                    to.Word(member, Utf8Words<ConsentSource>.Of(content.Source));
                    break;
                case RecordMember.GpcShown:
                    to.Bool(member, content.Gpc);
                    break;
                case RecordMember.GpcSeen:
                    to.Bool(member, record.GpcSeen);
                    break;
                case RecordMember.Previous:
                    to.Id(member, content.Previous);
                    break;
                case RecordMember.Page:
                    to.Text(member, content.Page);
                    break;
                case RecordMember.ApiKey:
                    to.Number(member, record.ApiKey);
                    break;
                case RecordMember.Choices:
                    to.Choices(member, content.Granted, shown);
                    break;
                case RecordMember.Services:
                    to.Services(member, content.Services, shown);
                    break;
                case RecordMember.Type:
                    to.Word(member, "consent"u8);
                    break;
                case RecordMember.V:
                    to.Number(member, Version);
                    break;
                default:
                    throw new InvalidOperationException($"A record has no {member}.");
            }
        }
    }
}

/// <summary>An output format of records: it defines how each kind of value is written.</summary>
internal interface IRecordForm
{
    /// <param name="value">Null where the record has none.</param>
    void Id(RecordMember member, Guid? value);

    /// <param name="value">Null where the record has none.</param>
    void Number(RecordMember member, long? value);

    void Time(RecordMember member, DateTimeOffset value);

    void Bool(RecordMember member, bool value);

    /// <summary>16 hexadecimal digits.</summary>
    void Hex(RecordMember member, ulong value);

    void Visitor(RecordMember member, Visitor value);

    /// <summary>A word or key that consists of letters, digits, <c>_</c> and <c>-</c> and begins with a letter.</summary>
    void Word(RecordMember member, ReadOnlySpan<byte> value);

    /// <summary>base64url, which may begin with <c>-</c>.</summary>
    void Hash(RecordMember member, ReadOnlySpan<byte> value);

    /// <summary>A code that a standard defines: printable ASCII that needs no escape.</summary>
    void Code(RecordMember member, string value);

    /// <summary>Any text; null where the record has none.</summary>
    void Text(RecordMember member, string? value);

    /// <param name="granted">The granted categories, among those that the notice asks for.</param>
    void Choices(RecordMember member, ulong granted, ShownNotice shown);

    void Services(RecordMember member, ServiceChoices value, ShownNotice shown);
}

using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Sites;

namespace ConsentHub.Consents;

/// <summary>A consent record as it is sealed in the ledger: canonical JSON (RFC 8785), version 1, written directly as bytes.</summary>
/// <remarks>
/// Every value except a free text such as <c>page</c> consists of characters that need no escape. A test compares each byte with the
/// general serializer's output. Any change to the format needs a new version.
/// </remarks>
internal static class SealedConsent
{
    /// <summary>Writes the record's entry: its salt and then its canonical JSON.</summary>
    /// <param name="salt">16 random bytes.</param>
    /// <param name="shown">What the visitor of this record was shown.</param>
    public static void Write(Utf8Buffer to, UInt128 salt, ConsentRecord record, ShownNotice shown)
    {
        LedgerSalt.Write(salt, to.GetSpan(LedgerEntry.SaltSize));
        to.Advance(LedgerEntry.SaltSize);
        WriteJson(to, record, shown);
    }

    /// <summary>This record's hash in the ledger.</summary>
    /// <param name="buffer">Reused buffer; cleared first.</param>
    public static TreeHash HashOf(Utf8Buffer buffer, UInt128 salt, ConsentRecord record, ShownNotice shown)
    {
        buffer.Clear();
        Write(buffer, salt, record, shown);
        return TreeHash.OfLeaf(buffer.Written.Span);
    }

    /// <summary>Writes only the canonical JSON.</summary>
    public static void WriteJson(Utf8Buffer to, ConsentRecord record, ShownNotice shown)
    {
        RecordMembers.Write(new Form(to), RecordMembers.Sealed, record, shown);
        to.Append((byte)'}');
    }

    /// <summary>The record as a receipt carries it.</summary>
    public static JsonObject ToJson(ConsentRecord record, ShownNotice shown)
    {
        var buffer = new Utf8Buffer();
        WriteJson(buffer, record, shown);
        return JsonNode.Parse(buffer.Written.Span)!.AsObject();
    }

    /// <summary>Canonical JSON, without the members that the record lacks.</summary>
    private readonly struct Form(Utf8Buffer to) : IRecordForm
    {
        private static readonly MemberPrefixes Prefixes = new(RecordMembers.Sealed);

        private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

        private JsonMembers Json => new(to, Prefixes);

        public void Id(RecordMember member, Guid? value)
        {
            if (value is { } id)
                Json.Id(member, id);
        }

        public void Number(RecordMember member, long? value)
        {
            if (value is { } number)
                Json.Number(member, number);
        }

        public void Time(RecordMember member, DateTimeOffset value) => Json.Time(member, value);

        public void Bool(RecordMember member, bool value) => Json.Bool(member, value);

        public void Hex(RecordMember member, ulong value) => Json.Hex(member, value);

        public void Visitor(RecordMember member, Visitor value) => Json.Visitor(member, value);

        public void Word(RecordMember member, ReadOnlySpan<byte> value) => Json.Word(member, value);

        public void Hash(RecordMember member, ReadOnlySpan<byte> value) => Json.Word(member, value);

        public void Code(RecordMember member, string value)
        {
            to.Append(Prefixes.Quoted(member));
            to.AppendAscii(value);
            to.Append((byte)'"');
        }

        public void Text(RecordMember member, string? value)
        {
            if (value is not null)
                Json.Literal(member, CanonicalJson.Serialize(value));
        }

        public void Choices(RecordMember member, ulong granted, ShownNotice shown)
        {
            Json.Literal(member, "{"u8);
            var isFirst = true;
            foreach (var (id, bit) in shown.Categories)
            {
                Item(id, (granted & bit) != 0, isFirst);
                isFirst = false;
            }

            to.Append((byte)'}');
        }

        public void Services(RecordMember member, ServiceChoices value, ShownNotice shown)
        {
            Json.Literal(member, "{"u8);
            if (!value.IsEmpty)
            {
                var isFirst = true;
                // Sorted by id, not by number. Only the action save has choices for services, and few of them.
                foreach (var (id, granted) in value.All().Select(c => (Id: shown.Service(c.Number), c.Granted)).OrderBy(c => c.Id, ByBytes))
                {
                    Item(id, granted, isFirst);
                    isFirst = false;
                }
            }

            to.Append((byte)'}');
        }

        private void Item(byte[] id, bool value, bool isFirst)
        {
            to.Append(isFirst ? "\""u8 : ",\""u8);
            to.Append(id);
            to.Append(value ? "\":true"u8 : "\":false"u8);
        }
    }
}

using System.Text;

namespace ConsentHub.Consents;

/// <summary>Writes members of a record's JSON object byte by byte, in the order of the given prefixes.</summary>
internal readonly struct JsonMembers(Utf8Buffer to, MemberPrefixes prefixes)
{
    public void Id(RecordMember member, Guid value)
    {
        to.Append(prefixes.Quoted(member));
        to.Append(value);
        to.Append((byte)'"');
    }

    public void Number(RecordMember member, long value)
    {
        to.Append(prefixes.Plain(member));
        to.Append(value);
    }

    public void Time(RecordMember member, DateTimeOffset value)
    {
        to.Append(prefixes.Quoted(member));
        to.AppendTime(value);
        to.Append((byte)'"');
    }

    public void Hex(RecordMember member, ulong value)
    {
        to.Append(prefixes.Quoted(member));
        to.AppendHex(value);
        to.Append((byte)'"');
    }

    public void Visitor(RecordMember member, Visitor value)
    {
        to.Append(prefixes.Quoted(member));
        to.Advance(value.Write(to.GetSpan(Consents.Visitor.TextLength)));
        to.Append((byte)'"');
    }

    /// <param name="value">Text that needs no escape.</param>
    public void Word(RecordMember member, ReadOnlySpan<byte> value)
    {
        to.Append(prefixes.Quoted(member));
        to.Append(value);
        to.Append((byte)'"');
    }

    /// <param name="value">A boolean, null, or the first bytes of an object.</param>
    public void Literal(RecordMember member, ReadOnlySpan<byte> value)
    {
        to.Append(prefixes.Plain(member));
        to.Append(value);
    }

    public void Bool(RecordMember member, bool value) => Literal(member, value ? "true"u8 : "false"u8);
}

/// <summary>The bytes that precede each member's value in a JSON object.</summary>
/// <param name="order">The order of the members; the first begins the object.</param>
internal sealed class MemberPrefixes(IReadOnlyList<RecordMember> order)
{
    private readonly byte[][] plain = Each(order, "");
    private readonly byte[][] quoted = Each(order, "\"");

    public ReadOnlySpan<byte> Plain(RecordMember member) => plain[(int)member];

    /// <summary>The prefix of a member that is a string, including the opening quote.</summary>
    public ReadOnlySpan<byte> Quoted(RecordMember member) => quoted[(int)member];

    private static byte[][] Each(IReadOnlyList<RecordMember> order, string end)
    {
        var prefixes = new byte[Enum.GetValues<RecordMember>().Length][];
        foreach (var (at, member) in order.Index())
            prefixes[(int)member] = Encoding.ASCII.GetBytes($"{(at == 0 ? '{' : ',')}\"{RecordMembers.NameOf(member)}\":{end}");

        return prefixes;
    }
}

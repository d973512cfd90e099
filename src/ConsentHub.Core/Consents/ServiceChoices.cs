namespace ConsentHub.Consents;

/// <summary>Choices for services that differ from the choice for their category, in ascending order of the services' numbers.</summary>
/// <remarks>Stored as pairs of bytes, big-endian, each <c>number × 2 + granted</c>; empty is stored as null.</remarks>
internal sealed class ServiceChoices : IEquatable<ServiceChoices>
{
    public static readonly ServiceChoices None = new([]);

    private readonly byte[] encoded;

    private ServiceChoices(byte[] encoded) => this.encoded = encoded;

    public static ServiceChoices Of(IEnumerable<(int Number, bool Granted)> choices)
    {
        var values = choices.Select(c => (c.Number << 1) | (c.Granted ? 1 : 0)).Order().ToArray();
        if (values.Length == 0)
            return None;

        var encoded = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            encoded[2 * i] = (byte)(values[i] >> 8);
            encoded[(2 * i) + 1] = (byte)values[i];
        }

        return new(encoded);
    }

    public static ServiceChoices Decode(byte[]? stored) => stored is { Length: > 0 } ? new(stored) : None;

    public byte[]? Encode() => encoded.Length == 0 ? null : encoded;

    public bool IsEmpty => encoded.Length == 0;

    public int GrantedCount => All().Count(c => c.Granted);

    public IEnumerable<(int Number, bool Granted)> All()
    {
        for (var i = 0; i < encoded.Length; i += 2)
        {
            var value = (encoded[i] << 8) | encoded[i + 1];
            yield return (value >> 1, (value & 1) == 1);
        }
    }

    public bool Equals(ServiceChoices? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as ServiceChoices);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(encoded);
        return hash.ToHashCode();
    }
}

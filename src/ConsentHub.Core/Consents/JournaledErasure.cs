namespace ConsentHub.Consents;

/// <summary>One erasure as the journal keeps it.</summary>
/// <param name="Number">The erasure's number in the database that performed it.</param>
/// <param name="Leaf">Position of the erasure's entry in the site's log; it erased only records at earlier positions. Clocks can go back, positions can't.</param>
/// <param name="Visitor">Keyed hash of the pseudonym, made with the hub's key.</param>
internal sealed record JournaledErasure(long Number, DateTimeOffset At, string Site, long Leaf, byte[] Visitor)
{
    /// <summary>Whether both are the same erasure. The numbers are not compared, because a restored database assigns them again.</summary>
    public bool Is(JournaledErasure other) => At == other.At && Leaf == other.Leaf && Site == other.Site && Visitor.AsSpan().SequenceEqual(other.Visitor);
}

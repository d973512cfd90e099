namespace ConsentHub.Consents;

/// <summary>One erasure as the journal keeps it.</summary>
/// <param name="Number">Its number in the database it was made in.</param>
/// <param name="Leaf">Position of its entry in the site's log: what it erased stood before. Clocks can go back, positions can't.</param>
/// <param name="Visitor">Keyed hash of the pseudonym, made with the hub's key.</param>
internal sealed record JournaledErasure(long Number, DateTimeOffset At, string Site, long Leaf, byte[] Visitor)
{
    /// <summary>Whether both are the same erasure. Numbers do not tell: a restored database counts anew.</summary>
    public bool Is(JournaledErasure other) => At == other.At && Leaf == other.Leaf && Site == other.Site && Visitor.AsSpan().SequenceEqual(other.Visitor);
}

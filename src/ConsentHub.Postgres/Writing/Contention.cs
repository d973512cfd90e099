namespace ConsentHub.Postgres.Writing;

/// <summary>Remembers that somebody else held the lock of a site: for the next batches it is taken first, and the batch filled up under it.</summary>
internal sealed class Contention
{
    /// <summary>Batches after which it is tried again whether the locks are free.</summary>
    private const int Memory = 64;

    private int left;

    public bool IsExpected => left > 0;

    public void Expect() => left = Memory;

    /// <summary>A batch has run as if others wrote too.</summary>
    public void Passed() => left--;
}

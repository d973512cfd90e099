namespace ConsentHub.Postgres.Writing;

/// <summary>Remembers that another instance held the lock of a site. Each of the next batches then locks its sites first, and takes more queued choices once it holds the locks.</summary>
internal sealed class Contention
{
    /// <summary>The number of batches after which the writer assumes again that the locks are free.</summary>
    private const int Memory = 64;

    private int left;

    public bool IsExpected => left > 0;

    public void Expect() => left = Memory;

    /// <summary>Called after a batch that took its locks first.</summary>
    public void Passed() => left--;
}

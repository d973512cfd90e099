namespace ConsentHub.Postgres.Writing;

/// <summary>Records that another instance held the lock of a site. The next batches then lock their sites first, and take queued choices once they hold the locks.</summary>
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

using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ConsentHub.Tests.SlowestFirst", "ConsentHub.Tests")]
namespace ConsentHub.Tests;

/// <summary>Starts the slowest classes first, so that none of them runs alone at the end.</summary>
/// <remarks>These classes mostly wait, for processes to start and servers to time out. So more classes run at a time than there are cores.</remarks>
public sealed class SlowestFirst : ITestCollectionOrderer
{
    private static readonly string[] Slow = [".Instances.", ".Faults.", ".Contracts."];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(c => Slow.Any(part => c.DisplayName.Contains(part, StringComparison.Ordinal))).ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}

using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ConsentHub.Tests.SlowestFirst", "ConsentHub.Tests")]
namespace ConsentHub.Tests;

/// <summary>Begins with the classes that take longest, so that none of them is left to run alone at the end.</summary>
/// <remarks>They mostly wait: for processes to start and servers to time out. That is why more classes run at a time than there are cores.</remarks>
public sealed class SlowestFirst : ITestCollectionOrderer
{
    private static readonly string[] Slow = [".Instances.", ".Faults.", ".Contracts."];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(c => Slow.Any(part => c.DisplayName.Contains(part, StringComparison.Ordinal))).ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}

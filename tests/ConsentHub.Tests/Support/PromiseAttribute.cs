namespace ConsentHub.Tests.Support;

/// <summary>Names the promises of the five policies that a test shows. The rows are in <c>PromiseTable</c> and in docs/promises.md.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PromiseAttribute(params string[] numbers) : Attribute
{
    public IReadOnlyList<string> Numbers { get; } = numbers;
}

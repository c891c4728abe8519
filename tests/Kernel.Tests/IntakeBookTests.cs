namespace Feria.Kernel.Tests;

/// <summary>Where a partition goes on, by what PostgreSQL kept and the brokers have.</summary>
public sealed class IntakeBookTests
{
    [Theory]
    [InlineData("a", 50, "a", 0, 100, 50)]
    [InlineData("a", 100, "a", 0, 100, 100)]
    // Kept too short: what is gone was not taken.
    [InlineData("a", 50, "a", 70, 100, 70)]
    // The brokers lost messages; older ones were taken.
    [InlineData("a", 150, "a", 0, 100, 100)]
    // Another topic of the name.
    [InlineData("a", 50, "b", 0, 100, 0)]
    [InlineData("a", 50, "b", 5, 100, 5)]
    // Brokers that tell no ids, before or after.
    [InlineData("", 50, "", 0, 100, 50)]
    [InlineData("", 150, "", 0, 100, 0)]
    [InlineData("", 50, "b", 0, 100, 50)]
    [InlineData("a", 50, "", 0, 100, 50)]
    public void A_partition_goes_on_where_it_was_left_unless_there_is_nothing(
        string keptId, long kept, string id, long oldest, long end, long begins) =>
        Assert.Equal(begins, IntakeBook.Begin(new(0, keptId, kept), id, new(0, oldest, end)));
}

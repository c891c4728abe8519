using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>What a listing is put through.</summary>
public sealed record ListingDoors(IStoreBook Stores, IStock Stock, IPictures Pictures, ChangeDesk Changes);

namespace Feria.Orders;

/// <summary>How much a cart takes, as it is set now.</summary>
public sealed class CartLimits(SettingBook settings)
{
    public int Lines => settings.Of(OrderSettings.CartLines);

    public int Units => settings.Of(OrderSettings.LineUnits);
}
